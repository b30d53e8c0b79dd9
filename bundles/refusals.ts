/** Why a bundle is not taken, and the error that carries it. */
import { SetupError } from '../gateway/errors.ts';

/** The closed list of codes. A code is stable: ledger, metrics and scripts rely on it. */
export const BUNDLE_REFUSAL_CODES = [
  'unsigned',
  'unknown-key',
  'bad-signature',
  'algorithm-mismatch',
  'wrong-scope',
  'missing-file',
  'extra-file',
  'file-changed',
  'sequence-too-low',
  'expired',
  'not-yet-valid',
  'version-too-old',
  'malformed',
  /** An example of its own is not decided as it says. */
  'smoke-failed',
  /** Preparing it took too long or too much memory, or broke off. */
  'not-prepared',
] as const;

/** A stable code of a refused bundle. */
export type BundleRefusalCode = (typeof BUNDLE_REFUSAL_CODES)[number];

/** Thrown where a bundle must not be activated, published or trusted. */
export class BundleRefusal extends Error {
  override readonly name = 'BundleRefusal';
  readonly code: BundleRefusalCode;
  /** One sentence that names the file or key, and the remedy. */
  readonly detail: string;

  constructor(code: BundleRefusalCode, detail: string, cause?: unknown) {
    super(`${code}: ${detail}`, cause === undefined ? undefined : { cause });
    this.code = code;
    this.detail = detail;
  }
}

/** The refusal of a bundle that a SetupError speaks against: its module or its data cannot be used. */
export function toRefusal(error: BundleRefusal | SetupError): BundleRefusal {
  if (error instanceof BundleRefusal) return error;
  return new BundleRefusal('malformed', error.message, error);
}

/** Whether an error says that a bundle must not be taken; any other says nothing of it. */
export function isRefusal(error: unknown): error is BundleRefusal | SetupError {
  return error instanceof BundleRefusal || error instanceof SetupError;
}
