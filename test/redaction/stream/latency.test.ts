import t from 'tap';
import { compileMasks } from '../../../gateway/redaction/stream/compile-masks.ts';
import { createJsonMasker } from '../../../gateway/redaction/stream/masker.ts';
import { OPTIONS } from './support.ts';

void t.test('what may leave leaves at once', async (t) => {
  const plan = compileMasks([
    { path: '$.a', with: 'redact' },
    { path: '$.d[1]', with: 'remove' },
  ]);
  const masker = createJsonMasker(plan, OPTIONS);
  const write = (text: string): string => masker.write(Buffer.from(text)).toString();
  t.equal(write('{"x": 1'), '{"x": 1');
  t.equal(write('2, "a'), '2, "a');
  t.equal(write('": "sec'), '": "[redacted]"');
  t.equal(write('ret'), '');
  t.equal(write('", "d": [1'), ', "d": [1');
  t.equal(write(' , '), '', 'the comma may have to go');
  t.equal(write('2'), '');
  t.equal(write(' , 3]'), ' , 3]');
  t.equal(write('}'), '}');
  t.equal(masker.end().length, 0);
});

void t.test('a body without masks in it leaves without a copy', async (t) => {
  const chunk = Buffer.from('{"b": [1, 2]}');
  const masker = createJsonMasker(compileMasks([{ path: '$.a', with: 'redact' }]), OPTIONS);
  t.equal(masker.write(chunk).buffer, chunk.buffer);
});

void t.test('a masker that threw takes nothing more', async (t) => {
  const masker = createJsonMasker(compileMasks([{ path: '$.a', with: 'redact' }]), OPTIONS);
  t.throws(() => masker.write(Buffer.from('{]')));
  t.throws(() => masker.write(Buffer.from('{}')));
  t.throws(() => masker.end());
});
