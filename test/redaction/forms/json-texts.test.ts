import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import t from 'tap';
import { maskJsonTexts } from '../../../gateway/redaction/forms/json-texts.ts';
import { DOCUMENT, STRUCTURAL_PATH } from '../arbitrary.ts';
import { CUTS, everywhere, mask, maskText, options, outcomeOf, run } from './helpers.ts';

const masks = [mask('$.email')];

void t.test('each document leaves with the newline after it', async (t) => {
  const masker = maskJsonTexts(options(masks));
  t.equal(masker.write(Buffer.from('\n{\n "email": "}\\"\\n"')).toString(), '');
  t.equal(masker.write(Buffer.from('\n}\r')).toString(), '');
  t.equal(masker.write(Buffer.from('\n{"n":1}')).toString(), '\n{\n "email": "[redacted]"\n}\r\n');
  t.equal(masker.end().toString(), '{"n":1}');
  t.equal(run(maskJsonTexts(options(masks)), ' \n'), ' \n');
});

void t.test('what is not one document before its newline is refused', async (t) => {
  for (const body of [
    '{"email":1}{"email":2}\n',
    '{"email":1} {"email":2}',
    '{"email":1',
    '{"email":"\n"}\n',
    '[1]]\n',
    '}\n',
    'email\n',
    '\x1e{"email":1}\n',
    '{}\n,{"email":1}\n',
  ]) {
    const masker = (): ReturnType<typeof maskJsonTexts> => maskJsonTexts(options(masks));
    t.equal(outcomeOf(masker, body), 'unmaskable-response', JSON.stringify(body));
    t.equal(outcomeOf(masker, body, everywhere(body)), 'unmaskable-response');
  }
});

void t.test('any chunking gives what each document gives alone', async () => {
  const texts = fc.array(DOCUMENT, { maxLength: 4 });
  const property = fc.property(texts, STRUCTURAL_PATH, CUTS, (texts, path, cuts) => {
    const masks = [mask(path, { with: 'null' })];
    const left = run(maskJsonTexts(options(masks)), texts.join('\n'), cuts);
    assert.equal(left, texts.map((text) => maskText(text, masks)).join('\n'));
  });
  fc.assert(property, { numRuns: 500 });
});
