/** Why a text is not the JSON that Regent reads. The same codes as in `errors.ts`. */
export type JsonFaultCode =
  'invalid-json' | 'duplicate-key' | 'lone-surrogate' | 'nesting-too-deep';

/** Thrown by `readJson`. Names the place and never what stands there. */
export class JsonFault extends Error {
  override readonly name = 'JsonFault';
  readonly code: JsonFaultCode;
  /** Of the first byte that cannot stand there; for a fault within a string, of the string. */
  readonly offset: number;

  constructor(code: JsonFaultCode, offset: number) {
    super(`${code} at byte ${offset}`);
    this.code = code;
    this.offset = offset;
  }
}
