import t from 'tap';
import { maskStream } from '../redaction/stream/support.ts';

void t.test('a byte order mark is refused, and so are other encodings', async (t) => {
  const text = '{"a":"secret"}';
  const swapped = Buffer.from(text, 'utf16le').swap16();
  for (const bytes of [
    Buffer.from(`\ufeff${text}`),
    Buffer.from(`\ufeff${text}`, 'utf16le'),
    Buffer.from(text, 'utf16le'),
    swapped,
    Buffer.from(text.replace('s', '\ufeff,')),
  ]) {
    for (const cuts of [[], Array.from(bytes.keys())]) {
      const path = '$.b';
      const outcome = maskStream(bytes, [{ path, with: 'null' }], { cuts });
      t.equal(outcome.refused, !bytes.includes('"\ufeff,'));
    }
  }
});
