import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import t from 'tap';
import { compileMask } from '../../gateway/redaction/compile-mask.ts';
import { compileMasks } from '../../gateway/redaction/stream/compile-masks.ts';
import { createJsonMasker } from '../../gateway/redaction/stream/masker.ts';
import { DOCUMENT, PATH } from './arbitrary.ts';
import { documentOf, mask, maskText } from './helpers.ts';

void t.test('order, white space, numbers and escapes outside of masked values stay', async (t) => {
  const text =
    '{ "b" : 1.0,\r\n\t"a":12345678901234567890, "\\u0063" :"\\u00e9\\/é", "m" :  "x"  , "e": 1E+2 }\n';
  t.equal(maskText(text, [mask('$.m')]), text.replace('"x"', '"[redacted]"'));
  const body = Buffer.from(text);
  const masker = createJsonMasker(compileMasks([mask('$.none')]), {
    maxDepth: 9,
    bufferLimit: 1024,
    replace: () => '',
    maxPaths: 0,
  });
  const same = masker.write(body);
  t.equal(same.buffer, body.buffer, 'where nothing is masked the bytes are not even copied');
  t.ok(same.equals(body));
});

void t.test('the text around each masked value is that of the original', async () => {
  const property = fc.property(DOCUMENT, PATH, (text, path) => {
    const bytes = Buffer.from(text);
    const nodes = [...compileMask(mask(path)).find(documentOf(text))];
    const outer = nodes
      .filter((node) => !nodes.some((other) => other.start <= node.start && other.end > node.end))
      .filter((node) => !nodes.some((other) => other.start < node.start && other.end >= node.end))
      .toSorted((one, other) => one.start - other.start);
    let expected = '';
    let copied = 0;
    for (const { start, end } of outer) {
      expected += `${bytes.toString('utf8', copied, start)}null`;
      copied = end;
    }
    expected += bytes.toString('utf8', copied);
    assert.equal(maskText(text, [mask(path, { with: 'null' })]), expected);
  });
  fc.assert(property, { numRuns: 2000 });
});
