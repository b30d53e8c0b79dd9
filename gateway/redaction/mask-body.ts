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
import { createDocumentMaker, type DocumentOptions, type Replacers } from './mask-document.ts';
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
  const declared = chooseForm(contentType);
  const form = declared === 'json' && options.jsonTexts ? 'json-texts' : declared;
  return { masker: makeMasker(form, redactions, options, tally), isEvents: EVENTS.has(form) };
}

function makeMasker(
  form: AnyForm,
  redactions: Redactions,
  options: DocumentOptions,
  tally: Tally,
): BodyMasker {
  const { masks = [], detect = [] } = redactions;
  if (form === 'text') return maskText(masks, detect, options.replacers, tally);
  const makeDocument = createDocumentMaker(redactions, options, tally);
  const formOptions = { makeDocument, limit: options.limit };
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
      return maskForm({
        ...formOptions,
        makeDocument: createDocumentMaker(redactions, forTexts(options), tally),
      });
    case 'csv':
      return maskCsv({
        ...formOptions,
        makeDocument: createDocumentMaker(redactions, forTexts(options), tally),
        columns: masks.flatMap(readRowColumns),
      });
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
    throw new Refusal('unmaskable-response', 'The response is text, in which no path selects.');
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
