import { jsonpath, JSONPathEnvironment } from 'json-p3';
import type { Mask } from '../../types.ts';
import { compileMask } from '../compile-mask.ts';

const { selectors } = jsonpath;

/** What a selector selects, in the form that the automaton steps by. */
export type Selector =
  | { kind: 'name'; name: string }
  | { kind: 'any' }
  | { kind: 'index'; index: number }
  | { kind: 'slice'; start: number; stop: number; step: number }
  /** Needs the array's length, so that the array is read whole. */
  | { kind: 'whole-array' }
  /** Needs the child's value, so that the child is read whole. */
  | { kind: 'filter'; test: Test };

/** Whether a child is selected by a filter; what comes after the filter's segment then holds for it. */
export interface Test {
  id: number;
  filter: jsonpath.selectors.FilterSelector;
  target: Position;
}

/** How far a mask's path has come: before the segment that is next, or at its end. */
export interface Position {
  id: number;
  /** Index of the mask. */
  mask: number;
  descendants: boolean;
  /** None at the end of the path. */
  selectors: readonly Selector[];
  /** After the segment; undefined at the end of the path, where the value is selected. */
  next: Position | undefined;
  /** The segments that are still to come, as the library has them. */
  rest: readonly jsonpath.JSONPathSegment[];
}

/** Numbers for all positions and tests of a plan. */
export interface Numbering {
  positions: number;
  tests: number;
}

/** As for whole bodies: the reader bounds the depth. */
const environment = new JSONPathEnvironment({ maxRecursionDepth: 10_000 });

/**
 * The first position of a mask's path, after the checks of its cost. Undefined for the dialect
 * jsonpath-plus, whose library evaluates it on the whole body. Throws an Error that names the path.
 */
export function readMaskPath(mask: Mask, index: number, numbers: Numbering): Position | undefined {
  // A mask with `inner` masks within the string that stands at the path, whatever its method.
  compileMask(
    mask.inner === undefined ? mask : { path: mask.path, with: 'null', ...dialect(mask) },
  );
  if (mask.inner !== undefined) compileMask({ path: mask.inner, with: mask.with });
  if (mask.dialect === 'jsonpath-plus') return undefined;
  const { segments } = environment.compile(mask.path);
  let next = position(index, numbers, undefined, []);
  for (let at = segments.length - 1; at >= 0; at -= 1) {
    next = position(index, numbers, next, segments.slice(at));
  }
  return next;
}

/**
 * Whether a filter of the path asks for values from the root. A `$` in a text that a filter compares
 * with is taken for one, too, which costs memory and nothing else.
 */
export function looksAtRoot({ rest }: Position): boolean {
  return rest.some((segment) =>
    segment.selectors.some(
      (selector) =>
        selector instanceof selectors.FilterSelector && selector.toString().includes('$'),
    ),
  );
}

function dialect(mask: Mask): Pick<Mask, 'dialect'> {
  return mask.dialect === undefined ? {} : { dialect: mask.dialect };
}

function position(
  mask: number,
  numbers: Numbering,
  next: Position | undefined,
  rest: readonly jsonpath.JSONPathSegment[],
): Position {
  const id = numbers.positions;
  numbers.positions += 1;
  const [segment] = rest;
  return {
    id,
    mask,
    descendants: segment?.toString().startsWith('..') ?? false,
    selectors: segment && next ? segment.selectors.flatMap((one) => read(one, next, numbers)) : [],
    next,
    rest,
  };
}

function read(
  selector: jsonpath.JSONPathSelector,
  target: Position,
  numbers: Numbering,
): Selector[] {
  if (selector instanceof selectors.NameSelector) {
    // No document that is read has half a character, and as UTF-8 it would be another one.
    return selector.name.isWellFormed() ? [{ kind: 'name', name: selector.name }] : [];
  }
  if (selector instanceof selectors.WildcardSelector) return [{ kind: 'any' }];
  if (selector instanceof selectors.IndexSelector) {
    const { index } = selector;
    return index < 0 ? [{ kind: 'whole-array' }] : [{ kind: 'index', index }];
  }
  if (selector instanceof selectors.SliceSelector) return readSlice(selector);
  if (selector instanceof selectors.FilterSelector) {
    const id = numbers.tests;
    numbers.tests += 1;
    return [{ kind: 'filter', test: { id, filter: selector, target } }];
  }
  throw new TypeError('a selector that RFC 9535 does not know');
}

/** RFC 9535 section 2.3.4.2.2: a slice can be followed forwards where no bound counts from the end. */
function readSlice(selector: jsonpath.selectors.SliceSelector): Selector[] {
  const { start = 0, stop = Infinity, step = 1 } = selector;
  if (step === 0) return [];
  if (step < 0 || start < 0 || stop < 0) return [{ kind: 'whole-array' }];
  return [{ kind: 'slice', start, stop, step }];
}
