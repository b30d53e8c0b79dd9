import { Refusal } from '../errors.ts';
import type { Detector, Mask } from '../types.ts';
import type { BodyMasker } from './contract.ts';
import { compileDetectors } from './detect/compile-detectors.ts';
import { createTextMasker } from './detect/text-masker.ts';
import { chooseForm, type Form } from './forms/choose-form.ts';
import { maskCsv } from './forms/csv.ts';
import { maskForm } from './forms/form-body.ts';
import { maskJsonSeq } from './forms/json-seq.ts';
import { maskJsonTexts } from './forms/json-texts.ts';
import { maskNdjson } from './forms/ndjson.ts';
import { checkPairPath, readRowColumns } from './forms/record-paths.ts';
import { maskSse } from './forms/sse.ts';
import type { MakeDocument } from './forms/mask-document.ts';
import {
  createDocumentMaker,
  createDocumentReader,
  type DocumentOptions,
  type Replacers,
} from './mask-document.ts';
import type { Redactions } from './redactions.ts';
import { addHits, type Tally } from './tally.ts';

/** Settings of the masking of one body. */
export interface BodyOptions extends DocumentOptions {
  /** Whether what is declared as JSON may be several JSON texts. */
  jsonTexts: boolean;
}

/** A body that is being masked. */
export interface MaskedBody {
  masker: BodyMasker;
  /** Whether it is a stream of events, of which each leaves as soon as it is whole. */
  isEvents: boolean;
}

type AnyForm = Form | 'json-texts';

const EVENTS = new Set<AnyForm>(['ndjson', 'json-seq', 'json-texts', 'sse']);

/**
 * Chooses how a body is masked by its Content-Type. `tally` is told what is hit. Throws a Refusal
 * `unmaskable-response` where a body of this type cannot be masked so.
 */
export function maskBody(
  contentType: string | undefined,
  redactions: Redactions,
  options: BodyOptions,
  tally: Tally,
): MaskedBody {
  const form = formOf(contentType, options);
  const { masks = [], detect = [] } = redactions;
  const isEvents = EVENTS.has(form);
  if (form === 'text') {
    return { masker: maskText(masks, detect, options.replacers, tally), isEvents };
  }
  const makeDocument = createDocumentMaker(redactions, options, tally);
  const makeText = (): MakeDocument => createDocumentMaker(redactions, forTexts(options), tally);
  return { masker: makeMasker(form, { makeDocument, makeText, masks, ...options }), isEvents };
}

/**
 * Reads a body: `see` is shown each string and number that the paths, by their indices, select. What the
 * reader gives back is of no use. Throws a Refusal `unmaskable-response` where a body of this type has
 * no paths, and later where it is not well-formed or past a limit.
 */
export function readBody(
  contentType: string | undefined,
  paths: readonly string[],
  options: Pick<BodyOptions, 'limit' | 'maxDepth' | 'jsonTexts'>,
  see: (text: string, paths: readonly number[]) => void,
): MaskedBody {
  const form = formOf(contentType, options);
  const makeDocument = createDocumentReader(paths, options, see);
  const masks = paths.map((path): Mask => ({ path, with: 'redact' }));
  if (form === 'text') throw pathless();
  const parts = { ...options, makeDocument, makeText: () => makeDocument, masks };
  return { masker: makeMasker(form, parts), isEvents: EVENTS.has(form) };
}

function formOf(
  contentType: string | undefined,
  { jsonTexts }: Pick<BodyOptions, 'jsonTexts'>,
): AnyForm {
  const declared = chooseForm(contentType);
  return declared === 'json' && jsonTexts ? 'json-texts' : declared;
}

interface MakerOptions {
  makeDocument: MakeDocument;
  /** For a form in which every value is a text, a number too. */
  makeText: () => MakeDocument;
  masks: readonly Mask[];
  limit: number;
}

function makeMasker(
  form: Exclude<AnyForm, 'text'>,
  { makeDocument, makeText, masks, limit }: MakerOptions,
): BodyMasker {
  const formOptions = { makeDocument, limit };
  switch (form) {
    case 'json':
      return makeDocument();
    case 'ndjson':
      return maskNdjson(formOptions);
    case 'json-texts':
      return maskJsonTexts(formOptions);
    case 'json-seq':
      return maskJsonSeq(formOptions);
    case 'sse':
      return maskSse(formOptions);
    case 'form':
      masks.forEach(checkPairPath);
      return maskForm({ limit, makeDocument: makeText() });
    case 'csv':
      return maskCsv({ limit, makeDocument: makeText(), columns: masks.flatMap(readRowColumns) });
    default:
      throw new Refusal(
        'unmaskable-response',
        'The response is not declared, in UTF-8, as a form that can be masked, such as JSON.',
      );
  }
}

/** In a form body or CSV every value is a text, a number too. */
function forTexts(options: DocumentOptions): DocumentOptions {
  const { replace, replaceText } = options.replacers;
  return {
    ...options,
    replacers: {
      replaceText,
      replace: (value, mask) =>
        value.kind === 'string' && mask.with !== 'null'
          ? JSON.stringify(replaceText(value.value, mask))
          : replace(value, mask),
    },
  };
}

/** Text has no paths: masks have nothing to select in it, and detectors look through the whole. */
function maskText(
  masks: readonly Mask[],
  detect: readonly Detector[],
  { replaceText }: Replacers,
  tally: Tally,
): BodyMasker {
  if (masks.length > 0 || detect.some(({ path }) => path !== undefined)) {
    throw pathless();
  }
  const masker = createTextMasker(compileDetectors(detect), replaceText);
  return {
    write: (chunk) => masker.write(chunk),
    end: () => {
      const rest = masker.end();
      addHits(tally.detect, masker.hits);
      return rest;
    },
  };
}

function pathless(): Refusal {
  return new Refusal('unmaskable-response', 'The response is text, in which no path selects.');
}
