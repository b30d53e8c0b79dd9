import { Refusal } from '../errors.ts';
import type { Decision, Detector, Mask, SubjectRule } from '../types.ts';
import { compileDetectors } from './detect/compile-detectors.ts';
import { checkHeaderMask } from './mask-headers.ts';
import { compileMasks } from './stream/compile-masks.ts';

/**
 * What is wrong with what a decision hides, for the step that decides: a path that does not parse or
 * costs too much, a pattern that is not RE2, a header that cannot be masked. Undefined where nothing
 * is. It depends on nothing but the decision.
 */
export function checkRedactions(decision: Decision): string | undefined {
  const { masks, headers = [], detect, write_back: writeBack, subjects = [], approval } = decision;
  try {
    checkBody(masks, detect);
    compileMasks(writeBack?.masks ?? []);
    checkBody(approval?.show?.masks, approval?.show?.detect);
    compileMasks([], subjects.flatMap(pathsOf));
  } catch (error) {
    return describe(error as Error);
  }
  return headers.map(checkHeaderMask).find((fault) => fault !== undefined);
}

function pathsOf(subject: SubjectRule): string[][] {
  if (typeof subject === 'string') return [[subject]];
  return 'path' in subject ? [[subject.path]] : [];
}

function checkBody(masks: Mask[] = [], detect: Detector[] = []): void {
  compileMasks(
    masks,
    detect.flatMap(({ path }) => (path === undefined ? [] : [[path]])),
  );
  compileDetectors(detect);
}

/** A Refusal is of a response, and its cause of the path. */
function describe(error: Error): string {
  return error instanceof Refusal && error.cause instanceof Error
    ? error.cause.message
    : error.message;
}
