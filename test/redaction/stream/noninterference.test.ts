import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import t from 'tap';
import { readJson } from '../../../gateway/json/read.ts';
import { compileMask } from '../../../gateway/redaction/compile-mask.ts';
import { Document } from '../../../gateway/redaction/document.ts';
import { splice } from '../../../gateway/redaction/splice.ts';
import type { Mask } from '../../../gateway/types.ts';
import { DOCUMENT, STRUCTURAL_PATH } from '../arbitrary.ts';
import { CUTS, maskStream, placesOf } from './support.ts';

function documentOf(text: string): Document {
  return new Document(readJson(Buffer.from(text), { maxDepth: 100 }));
}

/** Puts other values where the masks select. */
function vary(text: string, masks: Mask[], values: string[]): Buffer {
  const nodes = masks
    .flatMap((mask) => [...compileMask(mask).find(documentOf(text))])
    .toSorted((one, other) => one.start - other.start || other.end - one.end);
  let end = -1;
  const outer = nodes.filter((node) => {
    if (node.start < end) return false;
    ({ end } = node);
    return true;
  });
  const edits = outer.map((node, index) => {
    return { start: node.start, end: node.end, text: values[index % values.length]! };
  });
  return splice(Buffer.from(text), edits);
}

const METHOD = fc.constantFrom('redact' as const, 'null' as const, 'remove' as const);
const VALUES = fc.array(DOCUMENT, { minLength: 1, maxLength: 3 });
const PATH = STRUCTURAL_PATH.filter((path) => path !== '$');

void t.test('what is masked cannot be seen in what leaves', async (t) => {
  let varied = 0;
  const property = fc.property(
    DOCUMENT,
    PATH,
    METHOD,
    VALUES,
    fc.tuple(CUTS, CUTS),
    (text, path, method, values, cuts) => {
      const masks = [{ path, with: method }];
      const [one, other] = [Buffer.from(text), vary(text, masks, values)].map((bytes, index) => {
        return maskStream(bytes, masks, { cuts: placesOf(cuts[index]!, bytes) });
      });
      if (!Buffer.from(text).equals(vary(text, masks, values))) varied += 1;
      assert.deepEqual(one!.detail, '');
      assert.equal(one!.text, other!.text);
    },
  );
  fc.assert(property, { numRuns: 3000 });
  t.ok(varied > 300, `${varied} documents differed`);
});
