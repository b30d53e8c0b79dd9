import t from 'tap';
import { maskNdjson } from '../../gateway/redaction/forms/ndjson.ts';
import { everywhere, mask, options, pass } from '../redaction/forms/helpers.ts';

// A value that is cut at any byte, also within an escape or a character, must not slip through.
void t.test('a value cut anywhere is masked', async (t) => {
  const masks = [mask('$.email')];
  const body = Buffer.from('{"n":1}\r\n{"em\\u0061il":"a\\u00e4é😀\\""}\n{"\\u0065mail":"b"}');
  const expected = '{"n":1}\r\n{"em\\u0061il":"[redacted]"}\n{"\\u0065mail":"[redacted]"}';
  for (const cuts of [everywhere(body), ...everywhere(body).map((at) => [at])]) {
    const left = pass(maskNdjson(options(masks)), body, cuts);
    t.equal(Buffer.concat(left).toString(), expected);
  }
});
