/** What retention must know of a segment. */
import type { ErasureBegun, ExpiryData } from '../../types.ts';
import { parseLine } from '../entry.ts';
import { readLines, type Segment } from '../segments.ts';
import { hashLeaf } from '../tree/hash.ts';
import { Tree } from '../tree/tree.ts';

/** Times in milliseconds since 1970. */
export interface SegmentFacts {
  first: number;
  last: number;
  from: number;
  to: number;
  /** RFC 6962 hash of its entries as a tree of their own. */
  root: Buffer;
  /** The latest time of each connection's entries. */
  connections: Map<string, number>;
  /** The latest time of entries of requests whose connection does not stand here. */
  unknown: number | undefined;
  /** The intents without an outcome here, with their connection, by `seq`. */
  open: Map<number, string>;
  /** Digests of bodies that its entries name, in hex. */
  bodies: Set<string>;
  /** The segments whose removal stands here. */
  expired: ExpiryData['segments'][number][];
  /** The exchanges whose erasure stands here. */
  erased: Set<string>;
}

type Data = {
  id?: string;
  connection?: string;
  intent?: number;
  body?: unknown;
  request_body?: unknown;
  sealed?: unknown;
};

/** Reads a segment. Rejects with the system's error. */
export async function readFacts(segment: Segment): Promise<SegmentFacts> {
  const tree = new Tree();
  const facts = {
    first: segment.first,
    last: segment.first - 1,
    from: 0,
    to: 0,
    connections: new Map<string, number>(),
    unknown: undefined,
    open: new Map<number, string>(),
    bodies: new Set<string>(),
    expired: [],
    erased: new Set<string>(),
  } as Omit<SegmentFacts, 'root'>;
  const exchanges = new Map<string, string>();
  for await (const { bytes } of readLines(segment)) {
    tree.append(hashLeaf(bytes));
    facts.last += 1;
    const { time = '', type, data } = parseLine(bytes) ?? {};
    facts.to = Date.parse(time);
    facts.from ||= facts.to;
    noteEntry(facts, exchanges, type, data ?? {});
  }
  return { ...facts, root: tree.root() };
}

function noteEntry(
  facts: Omit<SegmentFacts, 'root'>,
  exchanges: Map<string, string>,
  type: string | undefined,
  data: Data,
): void {
  if (type === 'expiry') facts.expired.push(...(data as ExpiryData).segments);
  if (type === 'erasure')
    for (const one of (data as Partial<ErasureBegun>).exchanges ?? []) facts.erased.add(one);
  const { id, connection = exchanges.get(id ?? ''), intent } = data;
  if (id === undefined) return;
  if (connection === undefined) facts.unknown = facts.to;
  else {
    exchanges.set(id, connection);
    facts.connections.set(connection, facts.to);
    if (type === 'intent') facts.open.set(facts.last, connection);
  }
  if (intent !== undefined) facts.open.delete(intent);
  for (const part of [data.body, data.request_body, data.sealed]) {
    const object = (part as { object?: unknown } | undefined)?.object;
    if (typeof object === 'string') facts.bodies.add(object);
  }
}
