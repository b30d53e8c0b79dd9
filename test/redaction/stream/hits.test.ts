import t from 'tap';
import { everywhere, maskStream } from './support.ts';

void t.test('hits are counted, and the first have normalized paths', async (t) => {
  const text = String.raw`{"it's":[{"\u0061":1},{"a":2},{"a":3},{"a":4}],"\n":{"\\":5},"a":"é"}`;
  for (const cuts of [[], everywhere(text)]) {
    const { hits } = maskStream(
      text,
      ['$..a', "$['\\n'].*", '$..[?@ > 2]', '$.none', "$['it\\'s'][-1]"].map((path) => {
        return { path, with: 'null' };
      }),
      { cuts },
    );
    t.same(hits, [
      { count: 5, paths: ["$['it\\'s'][0]['a']", "$['it\\'s'][1]['a']", "$['it\\'s'][2]['a']"] },
      { count: 1, paths: ["$['\\n']['\\\\']"] },
      {
        count: 3,
        paths: ["$['it\\'s'][2]['a']", "$['it\\'s'][3]['a']", "$['\\n']['\\\\']"],
      },
      { count: 0, paths: [] },
      { count: 1, paths: ["$['it\\'s'][3]"] },
    ]);
  }
});
