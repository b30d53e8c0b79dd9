import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import t from 'tap';
import { maskJsonSeq } from '../../../gateway/redaction/forms/json-seq.ts';
import { DOCUMENT, STRUCTURAL_PATH } from '../arbitrary.ts';
import { CUTS, mask, maskText, options, run } from './helpers.ts';

const masks = [mask('$.email')];

void t.test('each text is a document; all else stays', async (t) => {
  const body = '\x1e{"email":"a\\n\\"}"}\n\x1e\x1e [1,\n2]\r\n\n\x1e"s"\n\x1e12\n';
  t.equal(
    run(maskJsonSeq(options(masks)), body),
    '\x1e{"email":"[redacted]"}\n\x1e\x1e [1,\n2]\r\n\n\x1e"s"\n\x1e12\n',
  );
  t.equal(run(maskJsonSeq(options(masks)), ''), '');
});

void t.test('a text leaves with the newline after it, before the next separator', async (t) => {
  const masker = maskJsonSeq(options(masks));
  t.equal(masker.write(Buffer.from('\x1e{"email":\n"a"}')).length, 0);
  t.equal(masker.write(Buffer.from('\n')).toString(), '\x1e{"email":\n"[redacted]"}\n');
});

void t.test('any chunking gives what each text gives alone', async () => {
  const property = fc.property(
    fc.array(DOCUMENT, { maxLength: 4 }),
    STRUCTURAL_PATH,
    CUTS,
    (texts, path, cuts) => {
      const masks = [mask(path, { with: 'null' })];
      const sequence = (each: (text: string) => string): string =>
        texts.map((text) => `\x1e${each(text)}\n`).join('');
      const left = run(maskJsonSeq(options(masks)), sequence(String), cuts);
      assert.equal(
        left,
        sequence((text) => maskText(text, masks)),
      );
    },
  );
  fc.assert(property, { numRuns: 500 });
});
