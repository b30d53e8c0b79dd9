/** The bytes that give JSON its structure (RFC 8259 section 2). */
export const SPACE: u32 = 0x20;
export const QUOTE: u32 = 0x22;
export const COMMA: u32 = 0x2c;
export const COLON: u32 = 0x3a;
export const OPEN_ARRAY: u32 = 0x5b;
export const BACKSLASH: u32 = 0x5c;
export const CLOSE_ARRAY: u32 = 0x5d;
export const OPEN_OBJECT: u32 = 0x7b;
export const CLOSE_OBJECT: u32 = 0x7d;

/** The first place from `at` on where no white space is. */
export function nextPlace(at: usize): usize {
  return load<u8>(at) > <u8>SPACE ? at : skipSpace(at);
}

/** Where the next byte is that is no white space, or the chunk's end, behind which stands a zero. */
export function skipSpace(from: usize): usize {
  let at = from;
  while (true) {
    const bytes = v128.load(at);
    const isSpace = v128.or(
      v128.or(i8x16.eq(bytes, i8x16.splat(0x20)), i8x16.eq(bytes, i8x16.splat(0x0a))),
      v128.or(i8x16.eq(bytes, i8x16.splat(0x0d)), i8x16.eq(bytes, i8x16.splat(0x09))),
    );
    const others = ~i8x16.bitmask(isSpace) & 0xffff;
    if (others != 0) return at + ctz(others);
    at += 16;
  }
}
