/** The closed list of reasons for which the bundle server refuses, and the error that carries one. */
import type { BundleRefusalCode } from '../refusals.ts';

/** HTTP status and title of each code. A code is stable. */
export const PROBLEMS = {
  'not-found': [404, 'There is nothing here'],
  'method-not-allowed': [405, 'The method is not allowed here'],
  'invalid-request': [400, 'The request cannot be understood'],
  'unknown-channel': [404, 'There is no such channel'],
  'no-bundle': [404, 'The channel has no such bundle'],
  forbidden: [403, 'The policy of the bundle server denies it'],
  'too-many-publishes': [429, 'This caller changes channels too often'],
  'too-many-uploads': [503, 'Too many bundles are uploaded at once'],
  'too-many-waiting': [503, 'Too many clients wait for a bundle'],
  'length-required': [411, 'The upload does not say how long it is'],
  'bundle-too-large': [413, 'The bundle is too large'],
  'upload-timeout': [408, 'The upload took too long'],
  'upload-broken': [400, 'The upload ended early'],
  'bundle-refused': [422, 'The bundle is not accepted'],
  'sequence-too-low': [409, 'The sequence number is not higher than the last'],
  'content-differs': [422, 'The content is not that of the bundle it claims to repeat'],
  'store-failed': [507, 'The change could not be stored'],
  'internal-error': [500, 'The bundle server failed'],
} as const satisfies Record<string, readonly [status: number, title: string]>;

/** A stable code. */
export type ProblemCode = keyof typeof PROBLEMS;

/** Members that a problem document (RFC 9457) may carry besides its own. */
export interface ProblemExtras {
  /** The code of the BundleRefusal, or `unusable-policy`, for `bundle-refused` and `sequence-too-low`. */
  bundle?: BundleRefusalCode | 'unusable-policy';
  /** The policy's reasons, for `forbidden`. */
  reasons?: string[];
  /** Seconds; becomes `Retry-After`. */
  retryAfter?: number;
}

/** Thrown to end a request. `detail` is for the caller and names the remedy; `cause` is for the log. */
export class ServerRefusal extends Error {
  override readonly name = 'ServerRefusal';
  readonly code: ProblemCode;
  readonly detail: string;
  readonly extras: ProblemExtras;

  constructor(code: ProblemCode, detail: string, extras: ProblemExtras = {}, cause?: unknown) {
    super(`${code}: ${detail}`, cause === undefined ? undefined : { cause });
    this.code = code;
    this.detail = detail;
    this.extras = extras;
  }
}
