import t from 'tap';
import { everywhere, maskStream } from '../redaction/stream/support.ts';

void t.test('a name in escapes is the name that it means', async (t) => {
  for (const name of [String.raw`\u0065mail`, String.raw`\u0065\u006d\u0061\u0069\u006C`]) {
    const text = `{"${name}":"secret","a":{"${name}":"secret"}}`;
    for (const cuts of [[], everywhere(text)]) {
      const outcome = maskStream(text, [{ path: '$..email', with: 'redact' }], { cuts });
      t.notMatch(outcome.text, 'secret');
      t.equal(outcome.hits[0]!.count, 2);
    }
  }
});

void t.test('names that only look alike in bytes are others', async (t) => {
  const text = String.raw`{"e\\u006dail":1,"Email":2,"email ":3,"email\u0000":4}`;
  t.equal(maskStream(text, [{ path: '$.email', with: 'redact' }]).text, text);
});

void t.test('names of more than a byte a character, and the empty one, are met', async (t) => {
  const text = String.raw`{"é":1,"\u00e9":2,"😀":3,"\ud83d\ude00":4,"":5}`;
  const masks = ["$['é']", "$['😀']", "$['']"].map((path) => ({ path, with: 'null' as const }));
  for (const cuts of [[], everywhere(text)]) {
    t.equal(maskStream(text, masks, { cuts }).text, text.replaceAll(/\d(?=[,}])/g, 'null'));
  }
});
