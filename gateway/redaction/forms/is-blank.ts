/** Whether a byte is white space of JSON (RFC 8259 section 2). */
export function isSpace(byte: number): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}

/** Whether there is nothing but white space, so that there is nothing to mask. */
export function isBlank(bytes: Buffer): boolean {
  for (const byte of bytes) {
    if (!isSpace(byte)) return false;
  }
  return true;
}
