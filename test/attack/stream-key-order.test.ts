import t from 'tap';
import { everywhere, maskStream } from '../redaction/stream/support.ts';

void t.test('what a filter asks for may stand after what it masks', async (t) => {
  const text = '{"list":[{"email":"secret","kind":"person"},{"kind":"none","email":"open"}]}';
  const path = "$.list[?@.kind == 'person'].email";
  for (const cuts of [[], everywhere(text)]) {
    const outcome = maskStream(text, [{ path, with: 'redact' }], { cuts });
    t.equal(outcome.text, text.replace('secret', '[redacted]'));
  }
});

void t.test('what a filter asks the root for may stand after all', async (t) => {
  const text = '{"list":[{"email":"secret","kind":7}],"wanted":7}';
  const path = '$.list[?@.kind == $.wanted].email';
  for (const cuts of [[], everywhere(text)]) {
    const outcome = maskStream(text, [{ path, with: 'redact' }], { cuts });
    t.equal(outcome.text, text.replace('secret', '[redacted]'));
    t.ok(maskStream(text, [{ path, with: 'redact' }], { cuts, bufferLimit: 20 }).refused);
  }
});

void t.test('the last element is not known before the end', async (t) => {
  const text = '[["open","secret"],{"0":"open"}]';
  for (const cuts of [[], everywhere(text)]) {
    const outcome = maskStream(text, [{ path: '$[*][-1]', with: 'remove' }], { cuts });
    t.equal(outcome.text, '[["open"],{"0":"open"}]');
  }
});
