import t from 'tap';
import { everywhere, maskStream } from '../redaction/stream/support.ts';

void t.test('a second document after the first does not leave', async (t) => {
  const masks = [{ path: '$.a', with: 'null' as const }];
  for (const after of ['{"a":"secret"}', ',', '1', '"secret"', '}', '\u0000', '\ufeff']) {
    const text = `{"a":1} ${after}`;
    for (const cuts of [[], everywhere(text)]) {
      const outcome = maskStream(text, masks, { cuts });
      t.ok(outcome.refused);
      t.notMatch(outcome.text, 'secret');
    }
  }
  t.equal(maskStream('{"a":1} \r\n\t', masks).text, '{"a":null} \r\n\t');
});
