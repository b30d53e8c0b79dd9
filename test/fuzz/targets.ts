/** What is fuzzed: maskers of JSON and of each form, under masks of every kind. */
import type { BodyMasker, LookThrough } from '../../gateway/redaction/contract.ts';
import { maskCsv } from '../../gateway/redaction/forms/csv.ts';
import { maskForm } from '../../gateway/redaction/forms/form-body.ts';
import { maskJsonSeq } from '../../gateway/redaction/forms/json-seq.ts';
import { maskJsonTexts } from '../../gateway/redaction/forms/json-texts.ts';
import type { FormOptions } from '../../gateway/redaction/forms/mask-document.ts';
import { maskNdjson } from '../../gateway/redaction/forms/ndjson.ts';
import { maskSse } from '../../gateway/redaction/forms/sse.ts';
import { createReplace } from '../../gateway/redaction/methods/replace.ts';
import { compileMasks } from '../../gateway/redaction/stream/compile-masks.ts';
import { createJsonMasker } from '../../gateway/redaction/stream/masker.ts';
import type { Mask } from '../../gateway/types.ts';

export const MAX_DEPTH = 40;
const LIMIT = 2 ** 16;

/** One way to mask, and what of it the oracle may check. */
export interface Target {
  name: string;
  make(): BodyMasker;
  /** Of a JSON document under RFC 9535 masks that nothing is looked through for besides. */
  masks?: readonly Mask[];
}

const KEYS = { keys: () => [{ id: 'k1', secret: 'k'.repeat(32) }] };

function mask(path: string, more: Partial<Mask> = {}): Mask {
  return { path, with: 'redact', ...more };
}

/** Indices are in the corpus' files: add at the end only. */
const MASKS: readonly (readonly Mask[])[] = [
  [mask('$.a')],
  [mask('$..a', { with: 'remove' })],
  [mask('$[*].a', { with: 'null' }), mask('$.b[*]', { with: 'remove' })],
  [mask('$[0, 2]', { with: 'remove' }), mask('$.a.b')],
  [mask('$[1:3]', { with: 'null' }), mask('$..b[0]', { with: 'remove' })],
  [mask('$[-1]', { with: 'remove' }), mask('$.a[-2:]')],
  [mask('$[?@.a == 1].b'), mask('$.b[?@ > 1]', { with: 'remove' })],
  [mask('$..[?@.a]', { with: 'null' })],
  [mask('$.a', { inner: '$..b' }), mask('$.b', { inner: '$.a', with: 'remove' })],
  [mask('$.*', { with: 'remove' }), mask('$.a.*')],
  [mask('$..*', { with: 'null' })],
  [mask('$')],
  [mask('$.a', { with: 'hash' }), mask('$..b', { with: 'partial', keep_first: 1 })],
  [mask("$['a', 'b', 0]['a', -1]"), mask("$['']", { with: 'remove' })],
  [mask('$.a.a.a.a'), mask('$..b.b', { with: 'remove' }), mask('$..[::2]', { with: 'null' })],
  [mask('$..[?length(@) >= 2]', { with: 'remove' }), mask("$['__proto__']")],
  [mask('$.a'), mask('$.a', { with: 'remove' }), mask('$.a[0]', { with: 'null' })],
  [mask('$..a[*]', { with: 'remove' }), mask('$..a', { inner: '$[0]' })],
  [mask('$.zz')],
  [mask('$..[?@.b == $.a]', { with: 'null' })],
];

/** Finds each run of digits and each `@`. */
const lookThrough: LookThrough = (text) =>
  [...text.matchAll(/\d+|@/g)].map(({ 0: found, index }) => {
    return { start: index, end: index + found.length, text: '#' };
  });

function jsonTarget(masks: readonly Mask[]): Target {
  return { name: `json ${JSON.stringify(masks)}`, make: () => makeJson(masks), masks };
}

function makeJson(masks: readonly Mask[], looks: string[][] = []): BodyMasker {
  return createJsonMasker(compileMasks(masks, looks), {
    maxDepth: MAX_DEPTH,
    bufferLimit: LIMIT,
    maxPaths: 2,
    replace: createReplace(KEYS),
    lookThrough,
  });
}

function formTarget(name: string, make: (options: FormOptions) => BodyMasker): Target {
  const masks = [mask('$.a'), mask('$..b', { with: 'remove' })];
  return {
    name,
    make: () => make({ makeDocument: () => makeJson(masks), limit: LIMIT }),
  };
}

/** In the order of the first byte of a corpus' file. */
export const TARGETS: readonly Target[] = [
  ...MASKS.map(jsonTarget),
  { name: 'looked through', make: () => makeJson([], [['$', '$..*']]) },
  {
    name: 'looked through and masked',
    make: () => makeJson([mask('$..a', { with: 'remove' })], [['$..b'], ['$[?@.a]', '$.*[0]']]),
  },
  formTarget('ndjson', maskNdjson),
  formTarget('json texts', maskJsonTexts),
  formTarget('json-seq', maskJsonSeq),
  formTarget('sse', maskSse),
  formTarget('form', maskForm),
  {
    name: 'csv',
    make: () =>
      maskCsv({
        makeDocument: () => makeJson([mask('$[*].a')]),
        columns: ['a'],
        limit: LIMIT,
      }),
  },
];
