import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import t from 'tap';
import { compileMask } from '../../gateway/redaction/compile-mask.ts';
import { splice } from '../../gateway/redaction/splice.ts';
import type { Mask } from '../../gateway/types.ts';
import { DOCUMENT, STRUCTURAL_PATH } from './arbitrary.ts';
import { documentOf, ENCODERS, mask, redact } from './helpers.ts';

/** Puts other values where the mask selects. */
function vary(text: string, { path }: Mask, values: string[]): Buffer {
  const nodes = [...compileMask(mask(path)).find(documentOf(text))].toSorted(
    (one, other) => one.start - other.start,
  );
  const outer = nodes.filter((node, index) => {
    return !nodes.slice(0, index).some((before) => before.end >= node.end);
  });
  const edits = outer.map(({ start, end }, index) => ({
    start,
    end,
    text: values[index % values.length]!,
  }));
  return splice(Buffer.from(text), edits);
}

const METHOD = fc.constantFrom('redact' as const, 'null' as const, 'remove' as const);
const CODING = fc.constantFrom(...Object.keys(ENCODERS));
const VALUES = fc.array(DOCUMENT, { minLength: 1, maxLength: 3 });

void t.test('what is masked cannot be seen in the answer, its headers or its length', async (t) => {
  let varied = 0;
  const property = fc.asyncProperty(
    DOCUMENT,
    STRUCTURAL_PATH,
    METHOD,
    VALUES,
    fc.tuple(CODING, CODING),
    async (text, path, method, values, codings) => {
      const masks = [mask(path, { with: method })];
      const texts = [Buffer.from(text), vary(text, masks[0]!, values)];
      if (!texts[0]!.equals(texts[1]!)) varied += 1;
      const [one, other] = await Promise.all(
        texts.map(async (bytes, index) => {
          const coding = codings[index]!;
          const encoded = await ENCODERS[coding]!(bytes);
          const headers = ['Content-Type', 'application/json', 'Content-Encoding', coding];
          const described = ['ETag', `"${text.length}"`, 'Content-Length', String(encoded.length)];
          return redact(encoded, masks, { headers: [...headers, ...described] });
        }),
      );
      assert.equal(one!.body.toString(), other!.body.toString());
      assert.deepEqual(one!.headers, other!.headers);
    },
  );
  await fc.assert(property, { numRuns: 600 });
  t.ok(varied > 50, `${varied} documents differed`);
});
