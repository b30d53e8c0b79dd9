import t from 'tap';
import { maskSse } from '../../gateway/redaction/forms/sse.ts';
import { everywhere, mask, options, run } from '../redaction/forms/helpers.ts';

void t.test('a stream cut anywhere is masked as if it were whole', async (t) => {
  const stream = Buffer.from(
    '\u{feff}event: a\r\ndata: {"email":\r\ndata:"é😀"}\r\n\r\n' +
      ':ada\rdata:{"\\u0065mail":1}\r\rdata: [DONE]\n\n',
  );
  const expected =
    '\u{feff}event: a\r\ndata: {"email":\r\ndata:"[redacted]"}\r\n\r\n' +
    ':\rdata:{"\\u0065mail":"[redacted]"}\r\rdata: [DONE]\n\n';
  for (const cuts of [[], everywhere(stream), ...everywhere(stream).map((at) => [at])]) {
    t.equal(run(maskSse(options([mask('$.email')])), stream, cuts), expected);
  }
});
