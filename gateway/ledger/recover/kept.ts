/** Which entries of the last segment count, and what is known of them. */
import type { ExpiryData } from '../../types.ts';
import type { Head } from '../entry.ts';
import {
  hasObject,
  hasWholeSlot,
  isWhole,
  listFrames,
  type AttachedFile,
  type Frame,
} from './attached.ts';
import type { Scanned } from './scan-segment.ts';

/** What is known of the entries that count. */
export class Kept {
  head: Head;
  end = 0;
  from = '';
  slots = 0;
  readonly bodies = new Set<string>();
  readonly sessions = new Set<string>();
  readonly expiries: { seq: number; data: ExpiryData }[] = [];

  constructor(before: Head) {
    this.head = before;
  }

  add({ head, end, slot, bodies, session, expiry }: Scanned): void {
    this.head = head;
    this.end = end;
    if (this.from === '') this.from = head.time;
    if (slot !== undefined) this.slots += 1;
    for (const digest of bodies) this.bodies.add(digest);
    if (session !== undefined) this.sessions.add(session);
    if (expiry) this.expiries.push({ seq: head.seq, data: expiry });
  }
}

/** How many entries of the tail have their slot and bodies; the first that has not, and all after it, were not acknowledged. */
export function countWhole(
  dir: string,
  tail: readonly Scanned[],
  keys: AttachedFile,
  bodies: AttachedFile,
  slotsBefore: number,
): number {
  const erased = new Set(tail.flatMap(({ erased = [] }) => erased));
  const named = new Set(tail.flatMap((entry) => entry.bodies));
  const frames = new Map<string, Frame>();
  if (named.size > 0)
    for (const frame of listFrames(bodies))
      if (named.has(frame.digest)) frames.set(frame.digest, frame);
  const isStored = (digest: string): boolean => {
    const frame = frames.get(digest);
    return frame ? isWhole(bodies, frame) : hasObject(dir, digest);
  };
  let slots = slotsBefore;
  for (const [at, entry] of tail.entries()) {
    if (entry.slot !== undefined) {
      if (!hasWholeSlot(keys, slots, entry.slot, (id) => erased.has(id))) return at;
      slots += 1;
    }
    if (!entry.bodies.every(isStored)) return at;
  }
  return tail.length;
}

/** Where the last frame ends that an entry names: what follows is of entries that do not count. */
export function lastNamed(bodies: AttachedFile, named: ReadonlySet<string>): number {
  let end = 0;
  for (const frame of listFrames(bodies)) if (named.has(frame.digest)) end = frame.end;
  return end;
}
