import t from 'tap';
import { maskStream } from '../redaction/stream/support.ts';

void t.test('a body that breaks off is refused, and shows nothing of what is masked', async (t) => {
  const text = '{"a":"secret","b":[1,{"c":true,"d":-1.5}],"a":["secret"]}';
  const masks = [
    { path: '$.a', with: 'redact' as const },
    { path: '$.b[1].d', with: 'remove' as const },
    { path: '$[?@.none]', with: 'null' as const },
  ];
  for (const some of [masks, masks.slice(0, 2)]) {
    for (let length = 0; length < text.length; length += 1) {
      const outcome = maskStream(text.slice(0, length), some, { cuts: [length >> 1] });
      t.ok(outcome.refused, `after ${length} bytes`);
      t.notMatch(outcome.text, 'sec');
    }
    t.notOk(maskStream(text.replace('"a":["secret"]', '"e":1'), some).refused);
  }
});
