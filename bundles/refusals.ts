/** Why a bundle is not taken, and the error that carries it. */

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
