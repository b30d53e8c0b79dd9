/** How the bytes of a file of the corpus are read. */
import { TARGETS, type Target } from './targets.ts';

/** One case: a body, how it is cut, and what masks it. */
export interface Input {
  target: Target;
  body: Buffer;
  /** In order; at the places the body is cut. */
  cuts: number[];
}

/** At most so many lengths of chunks stand in an input; they repeat to the body's end. */
const MAX_LENGTHS = 8;

/**
 * A byte chooses the target, one says how many lengths of chunks follow, a byte each; the rest is
 * the body. Any bytes are an input.
 */
export function readInput(bytes: Buffer): Input {
  const target = TARGETS[(bytes[0] ?? 0) % TARGETS.length]!;
  const count = (bytes[1] ?? 0) % (MAX_LENGTHS + 1);
  const lengths = bytes.subarray(2, 2 + count);
  const body = bytes.subarray(2 + count);
  return { target, body, cuts: placesOf(lengths, body.length) };
}

function placesOf(lengths: Uint8Array, end: number): number[] {
  const cuts: number[] = [];
  if (lengths.every((length) => length === 0)) return cuts;
  let at = 0;
  for (let index = 0; ; index += 1) {
    at += lengths[index % lengths.length]!;
    if (at >= end) return cuts;
    cuts.push(at);
  }
}
