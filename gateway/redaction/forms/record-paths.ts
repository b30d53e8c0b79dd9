import { jsonpath, JSONPathEnvironment, type JSONPathQuery } from 'json-p3';
import type { Mask } from '../../types.ts';
import { readFilter } from './read-filter.ts';
import { unmaskable } from './unmaskable.ts';

const { selectors } = jsonpath;

type Selector = jsonpath.JSONPathSelector;
type Segment = JSONPathQuery['segments'][number];

const environment = new JSONPathEnvironment();

/**
 * Refuses a mask whose path can select nothing in a form body, of which `maskForm` shows one pair at
 * a time: what is left is one segment of names, wildcards and filters without `$`. Throws a Refusal.
 */
export function checkPairPath(mask: Mask): void {
  const segments = readSegments(mask);
  const [only] = segments;
  if (!only || segments.length > 1 || !only.selectors.every((each) => isForObject(each))) {
    throw refused(mask, 'is none for a form body, such as $.name');
  }
}

/**
 * The columns that a mask names, in its filters too; at least one. Refuses a mask whose path can
 * select nothing in CSV, of which `maskCsv` shows one row at a time: what is left is a segment that
 * selects rows by `[*]` or filters and one that selects their columns, or one of `..` and names; no
 * index, no slice, no `$` in a filter. Whole rows can only be removed. Throws a Refusal.
 */
export function readRowColumns(mask: Mask): string[] {
  const segments = readSegments(mask);
  const [first, second] = segments;
  const isRow = first !== undefined && !descends(first) && first.selectors.every(isForArray);
  const fits = isRow
    ? (second?.selectors.every((each) => isForObject(each)) ?? mask.with === 'remove')
    : first !== undefined && !second && descends(first) && first.selectors.every(isName);
  const columns = segments.flatMap((segment) => segment.selectors.flatMap(namesOf));
  if (!fits || segments.length > 2) throw refused(mask, 'is none for CSV, such as $[*].column');
  if (columns.length === 0) throw refused(mask, 'names no column of the CSV');
  return columns;
}

function readSegments(mask: Mask): Segment[] {
  if (mask.dialect === 'jsonpath-plus') throw refused(mask, 'is of a dialect for JSON only');
  const { segments } = environment.compile(mask.path);
  for (const selector of segments.flatMap((segment) => segment.selectors)) {
    if (selector instanceof selectors.FilterSelector && readFilter(selector.expression).usesRoot) {
      throw refused(mask, 'has a filter that looks at more than one row or pair');
    }
  }
  return segments;
}

function descends(segment: Segment): boolean {
  return segment.toString().startsWith('..');
}

function isForArray(selector: Selector): boolean {
  return (
    selector instanceof selectors.WildcardSelector || selector instanceof selectors.FilterSelector
  );
}

function isForObject(selector: Selector): boolean {
  return isName(selector) || isForArray(selector);
}

function isName(selector: Selector): boolean {
  return selector instanceof selectors.NameSelector;
}

function namesOf(selector: Selector): string[] {
  if (selector instanceof selectors.NameSelector) return [selector.name];
  if (selector instanceof selectors.FilterSelector) return readFilter(selector.expression).names;
  return [];
}

function refused({ path }: Mask, what: string): Error {
  return unmaskable(`The mask path ${JSON.stringify(path)} ${what}.`);
}
