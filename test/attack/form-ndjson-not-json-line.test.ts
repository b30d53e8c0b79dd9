import t from 'tap';
import { maskNdjson } from '../../gateway/redaction/forms/ndjson.ts';
import { everywhere, mask, options, refusalOf } from '../redaction/forms/helpers.ts';

const SECRET = 'ada@example.org';

void t.test('nothing leaves of a line that is not one JSON document, nor after it', async (t) => {
  for (const line of [
    `email: ${SECRET}`,
    `{"email":"${SECRET}"} {"email":"${SECRET}"}`,
    `{"email":"${SECRET}"}\r{"email":"${SECRET}"}`,
    `{"a":1,"email":"${SECRET}"`,
    `\xef\xbb\xbf{"email":"${SECRET}"}`,
    `[DONE]`,
    `// {"email":"${SECRET}"}`,
    `{"email":"\xff${SECRET}"}`,
  ]) {
    const body = Buffer.from(`{"n":1}\n${line}\n{"n":2}\n`, 'latin1');
    const masker = maskNdjson(options([mask('$.email')]));
    let left = '';
    const { code, detail } = await refusalOf(() => {
      for (const at of everywhere(body.toString('latin1'))) {
        left += masker.write(body.subarray(at, at + 1)).toString();
      }
    });
    t.equal(code, 'unmaskable-response', line);
    t.notMatch(detail, SECRET);
    t.equal(left, '{"n":1}\n');
  }
});
