import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import type { JSONValue } from 'json-p3';
import t from 'tap';
import { locate, maskParsed } from '../helpers/mask-parsed.ts';
import { JSON_TEXT, MUTATED_JSON } from '../json/arbitrary.ts';
import { faultOf } from '../json/helpers.ts';
import { DOCUMENT, PATH } from './arbitrary.ts';
import { mask } from './helpers.ts';
import { CUTS, maskStream, placesOf } from './stream/support.ts';

/** Texts of all kinds: sound ones, broken ones, and ones with names that stand twice. */
const BYTES = fc.oneof(
  { weight: 3, arbitrary: DOCUMENT.map((text) => Buffer.from(text)) },
  { weight: 1, arbitrary: JSON_TEXT.map((text) => Buffer.from(text)) },
  { weight: 2, arbitrary: MUTATED_JSON },
  {
    weight: 1,
    arbitrary: fc
      .array(fc.tuple(fc.constantFrom('a', 'b', '\\u0061'), DOCUMENT), {
        minLength: 2,
        maxLength: 4,
      })
      .map((members) =>
        Buffer.from(`{${members.map(([name, text]) => `"${name}":${text}`).join()}}`),
      ),
  },
);
const PATHS = fc.array(PATH, { minLength: 1, maxLength: 3 });
const METHOD = fc.constantFrom('null' as const, 'remove' as const, 'redact' as const);

/** How a text is masked, and how it is cut. */
interface Case {
  paths: string[];
  method: 'null' | 'remove' | 'redact';
  cuts: number[] | 'everywhere';
}

/** Several for each text: to make a text takes longer than to mask it. */
const CASES = fc.array(fc.record<Case>({ paths: PATHS, method: METHOD, cuts: CUTS }), {
  minLength: 4,
  maxLength: 4,
});

/** What may be refused though JSON.parse takes it: what other readers read otherwise, and depth. */
const STRICTER = new Set(['duplicate-key', 'lone-surrogate', 'nesting-too-deep']);

/** Undefined where JSON.parse does not take it, or TextDecoder the bytes; a byte order mark stays. */
function parse(bytes: Buffer): { value: JSONValue } | undefined {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    return { value: JSON.parse(text) as JSONValue };
  } catch {
    return undefined;
  }
}

void t.test(
  'what leaves is what json-p3 and JSON.parse make of it, or it is refused',
  async (t) => {
    const counts = { masked: 0, refused: 0, twice: 0 };
    const check = (bytes: Buffer, { paths, method, cuts }: Case): void => {
      const masks = paths.map((path) => mask(path, { with: method }));
      if (method === 'remove' && paths.includes('$')) return;
      const outcome = maskStream(bytes, masks, { cuts: placesOf(cuts, bytes) });
      const parsed = parse(bytes);
      const fault = faultOf(bytes).split('@')[0]!;
      if (!parsed) {
        assert.equal(outcome.refused, true, 'JSON.parse does not take it');
        return;
      }
      if (outcome.refused) {
        counts.refused += 1;
        assert.ok(STRICTER.has(fault), `${fault} is refused: ${outcome.detail}`);
        return;
      }
      if (fault !== 'none') {
        counts.twice += 1;
        // Where the last member of a name goes, one before it counts, which JSON.parse did not see.
        if (method === 'remove') return;
      }
      const places = locate(paths, parsed.value);
      counts.masked += places.length;
      const instead = { null: null, remove: undefined, redact: '[redacted]' };
      const expected = maskParsed(parsed.value, places, instead[method]);
      assert.equal(JSON.stringify(JSON.parse(outcome.text)), JSON.stringify(expected));
    };
    const property = fc.property(BYTES, CASES, (bytes, cases) => {
      for (const one of cases) check(bytes, one);
    });
    fc.assert(property, { numRuns: 2500 });
    t.ok(counts.masked > 2000, `${counts.masked} values were masked`);
    t.ok(counts.refused < 2000, `${counts.refused} were refused that JSON.parse takes`);
    t.ok(counts.twice > 200, `${counts.twice} had a name twice, and the last member counted`);
  },
);
