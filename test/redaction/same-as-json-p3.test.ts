import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import type { JSONValue } from 'json-p3';
import t from 'tap';
import { compileMask } from '../../gateway/redaction/compile-mask.ts';
import { locate, maskParsed } from '../helpers/mask-parsed.ts';
import { DOCUMENT, PATH } from './arbitrary.ts';
import { documentOf, mask, maskText, nodeAt } from './helpers.ts';

let selected = 0;

void t.test('a path selects what json-p3 selects', async (t) => {
  const property = fc.property(DOCUMENT, PATH, (text, path) => {
    const document = documentOf(text);
    const expected = locate([path], JSON.parse(text) as JSONValue);
    selected += expected.length;
    const nodes = new Set(expected.map((location) => nodeAt(document.root, location)));
    assert.equal(compileMask(mask(path)).find(document).symmetricDifference(nodes).size, 0);
  });
  fc.assert(property, { numRuns: 4000 });
  t.ok(selected > 1500, `${selected} values were selected`);
});

void t.test('the masked text is the masked document', async () => {
  const methods = fc.constantFrom('null' as const, 'remove' as const);
  const property = fc.property(DOCUMENT, PATH, methods, (text, path, method) => {
    const value = JSON.parse(text) as JSONValue;
    const expected = maskParsed(value, locate([path], value), method === 'null' ? null : undefined);
    const masked = JSON.parse(maskText(text, [mask(path, { with: method })])) as unknown;
    assert.equal(JSON.stringify(masked), JSON.stringify(expected));
  });
  fc.assert(property, { numRuns: 2000 });
});
