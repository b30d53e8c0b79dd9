/** What differs between what two decisions mask: in the body, in headers and cookies, and in found text. */
import { strongerMask } from '../../gateway/redaction/methods/stronger.ts';
import type { Decision, Mask } from '../../gateway/types.ts';
import type { Change } from './compare.ts';
import type { Kind } from './kinds.ts';
import { compareOptions, describeMethod } from './mask-options.ts';

/** The differences, one for each place; where it cannot be told which of two hides more, the latter is weaker. */
export function compareMasks(before: Decision, after: Decision): Change[] {
  const [had, has] = [masksByPlace(before), masksByPlace(after)];
  const changes: Change[] = [];
  for (const [place, mask] of had) {
    const now = has.get(place);
    const kind = now === undefined ? 'newly-unmasked' : compareStrength(mask, now);
    if (kind !== undefined) changes.push(changeOf(kind, place, mask, now));
  }
  for (const [place, mask] of has) {
    if (!had.has(place)) changes.push(changeOf('newly-masked', place, undefined, mask));
  }
  return changes;
}

/** The same text for masks, of any sort, that mean the same. */
export function fingerprintMask(mask: object): string {
  const members = Object.entries(mask).filter(
    ([name, value]) => name !== 'dialect' || value !== 'rfc9535',
  );
  return JSON.stringify(members.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

/** What is masked where; of several masks on a place the gateway applies the strongest. */
function masksByPlace({ masks = [], headers = [], detect = [] }: Decision): Map<string, Mask> {
  const places = new Map<string, Mask>();
  const add = (place: string, mask: Omit<Mask, 'path'>): void => {
    const [known, next] = [places.get(place), { ...mask, path: place }];
    const must = known?.must_match === true || next.must_match === true;
    places.set(place, {
      ...(known ? strongerMask(known, next) : next),
      ...(must && { must_match: true }),
    });
  };
  for (const mask of masks) add(placeOfMask(mask), mask);
  for (const { name, cookie, ...mask } of headers) {
    add(`header ${name.toLowerCase()}${cookie === undefined ? '' : ` cookie ${cookie}`}`, mask);
  }
  for (const { type, pattern, path, ...mask } of detect) {
    const what = pattern === undefined ? type : `${type} ${pattern}`;
    add(`detect ${what}${path === undefined ? '' : ` in ${path}`}`, mask);
  }
  return places;
}

function placeOfMask({ path, inner, dialect }: Mask): string {
  const place = inner === undefined ? path : `${path} within ${inner}`;
  return dialect === 'jsonpath-plus' ? `${place} (jsonpath-plus)` : place;
}

function compareStrength(before: Mask, after: Mask): Kind | undefined {
  const must = Number(after.must_match ?? false) - Number(before.must_match ?? false);
  let method: number;
  if (before.with === after.with) method = compareOptions(before, after);
  else method = strongerMask(before, after) === before ? -1 : 1;
  if (method < 0 || must < 0) return 'weaker-masks';
  return method > 0 || must > 0 ? 'stronger-masks' : undefined;
}

function changeOf(kind: Kind, place: string, before?: Mask, after?: Mask): Change {
  const mask = { path: place, before: describeMethod(before), after: describeMethod(after) };
  return { kind, mask };
}
