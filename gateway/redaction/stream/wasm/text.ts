/** Whether a chunk is UTF-8 (RFC 3629), where that can be said at a glance. */
import { END, IN } from './layout';

/** The engine has more to begin with, but is faster with more bytes, and with more that are not ASCII. */
const MOST_BYTES: usize = 4096;
const MOST_CHARACTERS: u32 = 8;

/** Whether the chunk surely is; else the host knows, as it does of a chunk that ends within a character. */
export function isSurelyText(): bool {
  const end: usize = load<u32>(END);
  if (end - IN > MOST_BYTES) return false;
  let at: usize = IN;
  let characters: u32 = 0;
  while (at < end) {
    if (!isBeyondAscii(at)) {
      at += 64;
      continue;
    }
    const beyond = i8x16.bitmask(v128.load(at));
    if (beyond == 0) {
      at += 16;
      continue;
    }
    at += ctz(beyond);
    const length = lengthAt(at);
    characters += 1;
    if (length == 0 || characters > MOST_CHARACTERS) return false;
    at += length;
  }
  return true;
}

/** Whether any of the next 64 bytes is not ASCII. */
function isBeyondAscii(at: usize): bool {
  const first = v128.or(v128.load(at), v128.load(at, 16));
  const second = v128.or(v128.load(at, 32), v128.load(at, 48));
  return i8x16.bitmask(v128.or(first, second)) != 0;
}

/** How many bytes the character has that is not ASCII; zero where it is none, or cut. */
function lengthAt(at: usize): usize {
  // The first byte is the lowest; behind the chunk are zeros.
  const bytes = load<u32>(at);
  // Anything that fewer bytes could say is not UTF-8, nor are surrogates, nor what is past U+10FFFF.
  if ((bytes & 0xc0e0) == 0x80c0) return (bytes & 0x1e) != 0 ? 2 : 0;
  const upper = ((bytes >> 8) & 0x3f) << 6;
  if ((bytes & 0xc0c0f0) == 0x8080e0) {
    const code = ((bytes & 0x0f) << 12) | upper;
    return code >= 0x800 && code >> 11 != 0x1b ? 3 : 0;
  }
  if ((bytes & 0xc0c0c0f8) == 0x808080f0) {
    const code = ((bytes & 0x07) << 18) | (upper << 6);
    return code >= 0x10000 && code < 0x110000 ? 4 : 0;
  }
  return 0;
}
