import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import t from 'tap';
import { maskNdjson } from '../../../gateway/redaction/forms/ndjson.ts';
import { DOCUMENT, STRUCTURAL_PATH } from '../arbitrary.ts';
import { CUTS, mask, maskText, options, outcomeOf, pass, run } from './helpers.ts';

const masks = [mask('$.email')];

void t.test('each line is a document; line ends and blank lines stay', async (t) => {
  const body = '{"email":"a", "n":1.0}\r\n\n \t\r\n{"n": 2}\n[]\n{"email":"b"}';
  t.equal(
    run(maskNdjson(options(masks)), body),
    '{"email":"[redacted]", "n":1.0}\r\n\n \t\r\n{"n": 2}\n[]\n{"email":"[redacted]"}',
  );
  t.equal(run(maskNdjson(options(masks)), ''), '');
});

void t.test('a line leaves with its newline', async (t) => {
  const masker = maskNdjson(options(masks));
  t.equal(masker.write(Buffer.from('{"email":"a"}')).length, 0);
  t.equal(masker.write(Buffer.from('\n{"em')).toString(), '{"email":"[redacted]"}\n');
  t.equal(masker.write(Buffer.from('ail":1}\n')).toString(), '{"email":"[redacted]"}\n');
  t.equal(masker.end().length, 0);
});

void t.test('what waits for its newline is bounded', async (t) => {
  const line = '{"email":"ada"}\n';
  const at = (limit: number): string =>
    outcomeOf(() => maskNdjson(options(masks, limit)), line, [3]);
  t.match(at(line.length), 'left');
  t.equal(at(line.length - 1), 'unmaskable-response');
  t.throws(() => maskNdjson(options(masks, 10)).write(Buffer.from('{"email":"a')));
});

void t.test('any chunking gives what each line gives alone', async () => {
  const line = DOCUMENT.map((text) => text.replaceAll(/[\r\n]/g, ' '));
  const property = fc.property(
    fc.array(line, { maxLength: 5 }),
    fc.constantFrom('\n', '\r\n', '\n\n'),
    STRUCTURAL_PATH,
    CUTS,
    (lines, end, path, cuts) => {
      const masked = lines.map((text) => maskText(text, [mask(path, { with: 'null' })]));
      const left = pass(maskNdjson(options([mask(path, { with: 'null' })])), lines.join(end), cuts);
      assert.equal(Buffer.concat(left).toString(), masked.join(end));
    },
  );
  fc.assert(property, { numRuns: 500 });
});
