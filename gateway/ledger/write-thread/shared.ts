/** The memory that whoever gives writes and the thread that makes them share. */

/** Writes that may wait or be made at once; a power of two, so that counters may wrap. */
export const SLOTS = 4;
/** The longest write, in bytes. */
export const ROOM = 256 * 1024;

/** Counters in `control`: writes that were given, and those of them that are over. */
export const GIVEN = 0;
export const DONE = 1;

/** What a slot of `jobs` holds. The result is what was written in bytes, or the system's error number, which is negative. */
export const FIELDS = { fd: 0, length: 1, position: 2, result: 3 } as const;
const FIELD_COUNT = 4;
const CONTROL_BYTES = 64;
const JOBS_BYTES = SLOTS * FIELD_COUNT * Float64Array.BYTES_PER_ELEMENT;

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
    jobs: new Float64Array(memory, CONTROL_BYTES, SLOTS * FIELD_COUNT),
    bytes: new Uint8Array(memory, CONTROL_BYTES + JOBS_BYTES),
  };
}

/** Where in `jobs` a field of the write with this number is. */
export function fieldAt(number: number, field: keyof typeof FIELDS): number {
  return slotOf(number) * FIELD_COUNT + FIELDS[field];
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
