/** What the gateway and its preparing thread say to each other. */
import type { LastSeen } from '../../bundles/follow/last-good.ts';
import { BundleRefusal, type BundleRefusalCode } from '../../bundles/refusals.ts';
import type { Trust } from '../../bundles/trust.ts';
import type { CheckedBundle } from '../../bundles/verify.ts';
import { SetupError } from '../errors.ts';
import type { PolicyImage } from '../decision/fill-memory.ts';
import type { CheckedImage } from './prepare-bundle.ts';

/** A bundle to prepare. */
export interface Job {
  /** Whether its policy is to decide; else it is only seen whether it could. */
  use: boolean;
  bytes: Uint8Array;
  /** Who must have signed it; `unsigned` is for `regent dev` alone. */
  trust: Trust | 'unsigned';
  /** What it must come after. */
  last: LastSeen | undefined;
}

/**
 * What the thread is told: to prepare a bundle; or, of a memory that it gave away, that it is used no
 * more and was written to up to the address `reached`, or that nobody has it any more.
 */
export type Order = { prepare: Job } | { empty: number; reached: number } | { drop: number };

/** Of a bundle that had to be signed, before its data is read and its policy loaded: signature, files, sequence and times hold. */
export interface Verified {
  verified: CheckedBundle;
}

/**
 * What became of a bundle; `id` stands for its memory, which comes along where the other thread does not
 * have it. A memory that is of no use any more is `lost`.
 */
export type Answer =
  | { made: MadePolicy; id: number; memory?: WebAssembly.Memory }
  | { checked: CheckedImage; lost?: number }
  | { failure: Failure; lost?: number };

/** A policy but for its memory. */
export interface MadePolicy extends CheckedImage {
  image: Omit<PolicyImage, 'memory'>;
}

/** An error, in a form that another thread can make it from again. */
export type Failure =
  | { kind: 'refusal'; code: BundleRefusalCode; detail: string }
  | { kind: 'setup'; faults: string[] }
  | { kind: 'other'; message: string };

/** The form of anything that was thrown. */
export function toFailure(thrown: unknown): Failure {
  if (thrown instanceof BundleRefusal) {
    return { kind: 'refusal', code: thrown.code, detail: thrown.detail };
  }
  if (thrown instanceof SetupError) return { kind: 'setup', faults: thrown.faults };
  return { kind: 'other', message: thrown instanceof Error ? thrown.message : String(thrown) };
}

/** The error of a form. What nobody foresaw speaks against the bundle too: it is not to be tried for ever. */
export function toError(failure: Failure): BundleRefusal | SetupError {
  if (failure.kind === 'setup') return new SetupError(failure.faults);
  if (failure.kind === 'refusal') return new BundleRefusal(failure.code, failure.detail);
  return new BundleRefusal('not-prepared', `preparing the bundle failed: ${failure.message}`);
}
