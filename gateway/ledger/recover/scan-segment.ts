/** Reads the last segment, as far as it is whole. */
import type { ErasureData, ExpiryData, LedgerEntry, SigningKeyData } from '../../types.ts';
import { hashLeaf } from '../tree/hash.ts';
import { parseLine, type Head } from '../entry.ts';
import { mayBegin } from '../exchange-types.ts';
import { readLines, type Line, type Segment } from '../segments.ts';
import { entryCorruption } from './corruption.ts';

/** An entry of the segment, as recovery sees it. */
export interface Scanned {
  leaf: Buffer;
  head: Head;
  /** Where its line ends, in bytes. */
  end: number;
  /** Its exchange, where its segment must hold the slot of the key. */
  slot?: string;
  /** Digests of the bodies that it names, in hex. */
  bodies: string[];
  /** The session that it announces. */
  session?: string;
  signingKey?: SigningKeyData;
  expiry?: ExpiryData;
  erased?: string[];
}

/** What lies behind the last whole line. */
export interface Torn {
  bytes: number;
}

/**
 * The segment's entries, chained to `before`; the generator returns what follows them. What no checkpoint
 * covers (from entry `covered` on) may end in a line that is cut short or unreadable, or from a line on that
 * holds a zero byte, as a page has that never reached the disk. Throws SetupError for anything else that is
 * not as it was written.
 */
export async function* scanSegment(
  segment: Segment,
  before: Head,
  covered: number,
): AsyncGenerator<Scanned, Torn> {
  let head = before;
  let end = 0;
  let torn: Line | undefined;
  for await (const line of readLines(segment)) {
    const seq = head.seq + 1;
    if (torn) throw entryCorruption(segment, torn.number, seq, 'the line is not JSON');
    const entry = line.ended ? parseLine(line.bytes) : undefined;
    if (!entry && seq < covered)
      throw entryCorruption(segment, line.number, seq, 'the line is not JSON');
    if (!entry && line.bytes.includes(0)) return { bytes: await lengthFrom(segment, end) };
    if (!entry) {
      torn = line;
      continue;
    }
    const leaf = hashLeaf(line.bytes);
    checkEntry(segment, line, head, entry);
    head = { seq, hash: leaf.toString('hex'), time: entry.time! };
    end = line.offset + line.bytes.length + 1;
    yield { leaf, head, end, ...readFacts(entry as LedgerEntry) };
  }
  return { bytes: torn ? torn.bytes.length + (torn.ended ? 1 : 0) : 0 };
}

function checkEntry(
  segment: Segment,
  { number }: Line,
  head: Head,
  { v, seq, prev, time, type }: Partial<LedgerEntry>,
): void {
  const place = head.seq + 1;
  const fail = (what: string) => entryCorruption(segment, number, place, what);
  if ((v as number) !== 2) throw fail('its version is not 2');
  if (seq !== place) throw fail('its seq is another');
  if (prev !== head.hash) throw fail('its prev is not the hash of the entry before');
  if (typeof time !== 'string' || Number.isNaN(Date.parse(time))) throw fail('it has no time');
  if (type !== 'clock' && time < head.time)
    throw fail('its time is before that of the entry before');
}

function readFacts({ type, data }: LedgerEntry): Omit<Scanned, 'leaf' | 'head' | 'end'> {
  const facts = data as Record<string, unknown>;
  const bodies = [facts.body, facts.request_body, facts.sealed].flatMap((part) => {
    const object = (part as { object?: unknown } | undefined)?.object;
    return typeof object === 'string' ? [object] : [];
  });
  return {
    bodies,
    ...(hasSlot(type, facts) && { slot: String(facts.id) }),
    ...(type === 'session' && { session: String(facts.session) }),
    ...(type === 'signing-key' && { signingKey: data as SigningKeyData }),
    ...(type === 'expiry' && { expiry: data as ExpiryData }),
    ...(type === 'erasure' && {
      erased: (data as Extract<ErasureData, { exchanges: unknown }>).exchanges,
    }),
  };
}

/** An exchange's first entry, in the segment or of all: the one that names its session, and no entry before it. */
function hasSlot(type: string, { session, key }: Record<string, unknown>): boolean {
  return mayBegin(type) && typeof session === 'string' && key === undefined;
}

async function lengthFrom(segment: Segment, end: number): Promise<number> {
  let length = 0;
  for await (const { offset, bytes, ended } of readLines(segment))
    length = offset + bytes.length + (ended ? 1 : 0);
  return length - end;
}
