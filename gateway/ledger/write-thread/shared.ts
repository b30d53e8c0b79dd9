/** The memory that whoever gives writes and the thread that makes them share. */

/** Writes that may be given and not over; a power of two, so that counters may wrap. */
export const SLOTS = 8;
/** The longest write, in bytes. */
export const ROOM = 256 * 1024;

/** Counters in `control`: writes that were given, and those of them that are over. */
export const GIVEN = 0;
export const DONE = 1;

/**
 * What a slot of `jobs` holds. `durable` is 1 where the descriptor was opened with O_DSYNC. The result is what was written in bytes,
 * or the system's error number, which is negative.
 */
const FIELDS = ['fd', 'length', 'position', 'durable', 'result'] as const;
const CONTROL_BYTES = 64;
const JOBS_BYTES = SLOTS * FIELDS.length * Float64Array.BYTES_PER_ELEMENT;

/** Bytes of all of it. */
export const SHARED_BYTES = CONTROL_BYTES + JOBS_BYTES + SLOTS * ROOM;

/** Views of it. */
export interface Shared {
  control: Int32Array;
  jobs: Float64Array;
  bytes: Uint8Array;
}

/** Looks at the memory: `SHARED_BYTES` of it, zeros at first. */
export function viewShared(memory: SharedArrayBuffer): Shared {
  return {
    control: new Int32Array(memory, 0, 2),
    jobs: new Float64Array(memory, CONTROL_BYTES, SLOTS * FIELDS.length),
    bytes: new Uint8Array(memory, CONTROL_BYTES + JOBS_BYTES),
  };
}

/** Where in `jobs` a field of the write with this number is. */
export function fieldAt(number: number, field: (typeof FIELDS)[number]): number {
  return slotOf(number) * FIELDS.length + FIELDS.indexOf(field);
}

/** Where in `bytes` the write with this number lies. */
export function bytesAt(number: number): number {
  return slotOf(number) * ROOM;
}

/** The number after this one, which wraps as `control` does. */
export function nextNumber(number: number): number {
  return (number + 1) | 0;
}

function slotOf(number: number): number {
  return number & (SLOTS - 1);
}
