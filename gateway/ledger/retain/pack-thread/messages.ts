/** What the ledger and its packing thread say to each other: one order, then its answer. */
import { SetupError } from '../../../errors.ts';
import type { Segment } from '../../segments.ts';
import type { CheckedSegment } from './check-segment.ts';
import type { Held } from './compress-segment.ts';

/** What the thread is told to do. */
export interface Orders {
  check: { dir: string; segment: Segment; size: number };
  /** To begin to compress a segment, and give the first chunk. */
  compress: { segment: Segment };
  /** The chunk after the one before. */
  next: object;
  digest: { segment: Segment };
}

/** What each order gives; no chunk is the end. */
export interface Results {
  check: CheckedSegment;
  compress: Uint8Array | undefined;
  next: Uint8Array | undefined;
  digest: Held;
}

export type Order = { [K in keyof Orders]: { kind: K } & Orders[K] }[keyof Orders];

export type Answer = { result: Results[keyof Results] } | { failure: Failure };

/** An error, in a form that another thread can make it from again. */
export type Failure = { faults: string[] } | { message: string; code?: string };

/** The form of anything that was thrown. */
export function toFailure(thrown: unknown): Failure {
  if (thrown instanceof SetupError) return { faults: thrown.faults };
  const { message, code } = thrown as NodeJS.ErrnoException;
  return { message, ...(code !== undefined && { code }) };
}

/** The error of a form. */
export function toError(failure: Failure): Error {
  if ('faults' in failure) return new SetupError(failure.faults);
  const { message, ...rest } = failure;
  return Object.assign(new Error(message), rest);
}
