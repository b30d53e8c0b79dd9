import t from 'tap';
import { everywhere, maskStream } from '../redaction/stream/support.ts';

const SPACE = ' '.repeat(5000);

void t.test('white space that must be held back is held to the limit', async (t) => {
  const masks = [{ path: '$.b', with: 'remove' as const }];
  for (const text of [
    `{${SPACE}"b":1}`,
    `{"a":1${SPACE},"b":1}`,
    `{"a":1,${SPACE}"b":1}`,
    `{"a":1,"b"${SPACE}:1}`,
    `{"a":1${SPACE}}`,
  ]) {
    for (const cuts of [[], everywhere(text)]) {
      t.ok(maskStream(text, masks, { cuts, bufferLimit: 4000 }).refused);
      t.notOk(maskStream(text, masks, { cuts, bufferLimit: 6000 }).refused);
    }
  }
});

void t.test('white space that need not be held back passes', async (t) => {
  const text = `{"a":${SPACE}1${SPACE}}${SPACE}`;
  const outcome = maskStream(text, [{ path: '$.b', with: 'redact' }], { bufferLimit: 10 });
  t.equal(outcome.text, text);
});
