/** What wraps the keys of sessions: the one thing that is needed, beside the ledger, to read it. */

/** A key-encryption key, wherever it lies. */
export interface KeyEncryption {
  /** Its name in `session` entries. A name stands for one key for ever. */
  readonly id: string;
  /** Wraps a session's key, bound to the session. Rejects where it cannot be used, or does not open what it wrapped. */
  wrap(session: string, key: Buffer): Promise<string>;
  /** Opens what `wrap` made. Rejects where the key, the session or the text is another, or it cannot be used. */
  unwrap(session: string, wrapped: string): Promise<Buffer>;
}

/** What a wrapped session key is bound to. */
export function associateSession(session: string): Buffer {
  return Buffer.from(`regent/session/${session}`);
}
