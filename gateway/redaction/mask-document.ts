import { createDetective } from './detect-in-value.ts';
import type { MakeDocument } from './forms/mask-document.ts';
import type { createReplacers } from './methods/replace.ts';
import type { Redactions } from './redactions.ts';
import { compileMasks } from './stream/compile-masks.ts';
import { createJsonMasker } from './stream/masker.ts';
import type { Room } from './stream/room.ts';
import { MAX_PATHS, type Tally } from './tally.ts';

/** What stands instead of values and of texts. */
export type Replacers = ReturnType<typeof createReplacers>;

/** Settings of the masking of JSON documents. */
export interface DocumentOptions {
  /** Bytes that may be held at once: a value, a line, an event. */
  limit: number;
  /** Nesting that a document may have. */
  maxDepth: number;
  replacers: Replacers;
  /** Where what leaves of a document is to stand. */
  room?: Room | undefined;
}

/**
 * Makes maskers of JSON documents, one for each document of a body; `tally` is told what each hits.
 * Detectors without a path look through every string and number; names are not looked at. Throws a
 * Refusal `unmaskable-response` where the masks cannot be compiled.
 */
export function createDocumentMaker(
  { masks = [], detect = [] }: Redactions,
  { limit, maxDepth, replacers, room }: DocumentOptions,
  tally: Tally,
): MakeDocument {
  const looks = detect.map(({ path }) => (path === undefined ? EVERYTHING : [path]));
  const plan = compileMasks(masks, looks);
  const options = {
    maxDepth,
    bufferLimit: limit,
    room,
    replace: replacers.replace,
    lookThrough: createDetective(detect, replacers.replaceText, tally.detect),
    maxPaths: MAX_PATHS,
    hits: tally.masks,
  };
  return () => createJsonMasker(plan, options);
}

/**
 * Makes readers of JSON documents, one for each document of a body: `see` is shown each string and number
 * that the paths of a rule select. What they give back is the document as it came. Throws as
 * `createDocumentMaker` does.
 */
export function createDocumentReader(
  paths: readonly string[],
  { limit, maxDepth }: Pick<DocumentOptions, 'limit' | 'maxDepth'>,
  see: (text: string, rules: readonly number[]) => void,
): MakeDocument {
  const plan = compileMasks(
    [],
    paths.map((path) => [path]),
  );
  const options = {
    maxDepth,
    bufferLimit: limit,
    replace: unused,
    lookThrough: (text: string, rules: readonly number[]) => {
      see(text, rules);
      return [];
    },
    maxPaths: 0,
    hits: [],
  };
  return () => createJsonMasker(plan, options);
}

/** Where there are no masks nothing is replaced. */
function unused(): never {
  throw new TypeError('a document that is only read has no masks');
}

const EVERYTHING = ['$', '$..*'];
