/** Changes gathered in groups, in bounded memory. */
import type { Change } from './compare.ts';
import { effectOf, KIND_ORDER, type Kind } from './kinds.ts';
import type { Example, Group, KindReport, Recorded } from './types.ts';

/**
 * How many groups are kept, once for what loosens and once for the rest: a flood of harmless
 * changes, which agents can cause, must not push out the others.
 */
export const MAX_GROUPS = 10_000;

/** Agents choose these texts, so what is kept of them is bounded. */
const MAX_TEXT = 500;

/** Groups of changes. It is plain data, so that a worker can send it. */
export interface Groups {
  loosening: Map<string, Placed>;
  rest: Map<string, Placed>;
  /** Decisions with a change of the kind, each counted once. */
  records: Map<Kind, number>;
  /** Changes of the kind that found no group. */
  other: Map<Kind, number>;
}

/** A group, and where its example stands: the earliest is taken, so that every run shows the same. */
interface Placed {
  group: Group;
  /** File and line. */
  place: [number, number];
}

/** Groups without any change. */
export function emptyGroups(): Groups {
  return { loosening: new Map(), rest: new Map(), records: new Map(), other: new Map() };
}

/** Adds the changes of one decision; `after` are the candidate's reasons. */
export function addChanges(
  groups: Groups,
  recorded: Recorded,
  changes: Change[],
  after: string[],
  example: Example,
  place: [number, number],
): void {
  for (const kind of new Set(changes.map((change) => change.kind))) count(groups.records, kind, 1);
  const about = {
    identity: { issuer: clip(recorded.issuer), subject: clip(recorded.subject) },
    connection: clip(recorded.connection),
    reasons: { before: recorded.decision.reasons, after },
  };
  for (const { kind, mask, fault } of changes) {
    const group: Group = {
      kind,
      ...about,
      ...(mask && { mask }),
      ...(fault !== undefined && { fault }),
      records: 1,
      incomplete: example.incomplete ? 1 : 0,
      example: { ...example, target: clip(example.target) },
    };
    addGroup(groups, keyOf(group), { group, place });
  }
}

/** Adds all that `from` holds to `into`. */
export function mergeGroups(into: Groups, from: Groups): void {
  for (const map of [from.loosening, from.rest]) {
    for (const [key, placed] of map) addGroup(into, key, placed);
  }
  for (const [kind, records] of from.records) count(into.records, kind, records);
  for (const [kind, records] of from.other) count(into.other, kind, records);
}

/** The kinds that occurred, worst first, each with its groups, largest first. */
export function listKinds(groups: Groups): KindReport[] {
  const all = [...groups.loosening.values(), ...groups.rest.values()];
  const sorted = all.toSorted(
    (a, b) => b.group.records - a.group.records || comparePlaces(a.place, b.place),
  );
  return KIND_ORDER.filter((kind) => groups.records.has(kind)).map((kind) => ({
    kind,
    effect: effectOf(kind),
    records: groups.records.get(kind) ?? 0,
    groups: sorted.filter(({ group }) => group.kind === kind).map(({ group }) => group),
    other: groups.other.get(kind) ?? 0,
  }));
}

function addGroup(groups: Groups, key: string, placed: Placed): void {
  const { kind, records, incomplete, example } = placed.group;
  const map = effectOf(kind) === 'loosens' ? groups.loosening : groups.rest;
  const known = map.get(key);
  if (known === undefined) {
    if (map.size < MAX_GROUPS) map.set(key, placed);
    else count(groups.other, kind, records);
    return;
  }
  known.group.records += records;
  known.group.incomplete += incomplete;
  if (isBetter(placed, known)) {
    known.group.example = example;
    known.place = placed.place;
  }
}

/** An example whose input is wholly known shows more. */
function isBetter(one: Placed, other: Placed): boolean {
  const [a, b] = [one.group.example.incomplete, other.group.example.incomplete];
  return a === b ? comparePlaces(one.place, other.place) < 0 : b;
}

function comparePlaces(a: [number, number], b: [number, number]): number {
  return a[0] - b[0] || a[1] - b[1];
}

function keyOf({ kind, identity, connection, reasons, mask, fault }: Group): string {
  return JSON.stringify([kind, identity, connection, reasons, mask, fault]);
}

function count(counts: Map<Kind, number>, kind: Kind, by: number): void {
  counts.set(kind, (counts.get(kind) ?? 0) + by);
}

function clip(text: string): string {
  return text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT).toWellFormed()}…` : text;
}
