import t from 'tap';
import type { BodyMasker } from '../../gateway/redaction/contract.ts';
import { maskSse } from '../../gateway/redaction/forms/sse.ts';
import { everywhere, mask, options, outcomeOf, run } from '../redaction/forms/helpers.ts';

const masker = (): BodyMasker => maskSse(options([mask('$.email')]));

void t.test('a value over several data lines is masked, and other lines stay', async (t) => {
  const stream =
    'data: {"n":\r\ndata: [1,\nid: 7\r\ndata:2], "email": {"a":\revent: x\r\ndata: "ada",\r\n' +
    'data\r\ndata: "b": 2}, "m":\ndata:  3}\r\n\r\n';
  const expected =
    'data: {"n":\r\ndata: [1,\nid: 7\r\ndata:2], "email": "[redacted]", "m":\revent: x\r\n' +
    'data:  3}\r\n\r\n';
  t.equal(run(masker(), stream), expected);
  t.equal(run(masker(), stream, everywhere(stream)), expected);
});

void t.test('a value that a line end cuts is no JSON', async (t) => {
  for (const data of [
    '{"email":"a\ndata: da"}',
    '{"email":"a"}\ndata: {"email":"b"}',
    '{"email":1\ndata: 2}',
  ]) {
    t.equal(outcomeOf(masker, `data: ${data}\n\n`), 'unmaskable-response');
  }
});

void t.test('a replacement with line ends cannot make lines', async (t) => {
  const replaced = (text: string) => (): BodyMasker =>
    maskSse({
      limit: 1000,
      makeDocument: () => ({ write: () => Buffer.alloc(0), end: () => Buffer.from(text) }),
    });
  for (const text of ['{"email":\n1}', '1\r', '\n\nevent: x', '[1,\r\n2]', '\r\r\r']) {
    t.equal(outcomeOf(replaced(text), 'data: 1\n\n'), 'unmaskable-response');
    const twice = outcomeOf(replaced(`\r${text}\r`), 'data: 1\ndata: 2\n\n');
    t.equal(twice, 'unmaskable-response');
  }
});
