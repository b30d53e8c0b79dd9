/** Why a message was not taken, in one line for the operator: nothing that the receiver says is in it but codes. */
export class SendFault extends Error {
  override readonly name = 'SendFault';
  /** When the receiver wants it again, in milliseconds from now. */
  readonly retryAfter: number | undefined;
  /** `message`: it will never take this one. `channel`: it is gone, and takes none (410). */
  readonly ends: 'message' | 'channel' | undefined;

  constructor(
    message: string,
    more: { retryAfter?: number | undefined; ends?: 'message' | 'channel'; cause?: unknown } = {},
  ) {
    super(message, { cause: more.cause });
    this.retryAfter = more.retryAfter;
    this.ends = more.ends;
  }
}
