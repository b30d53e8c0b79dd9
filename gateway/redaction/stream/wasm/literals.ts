/** `true`, `false` and `null`, which chunks may cut anywhere. */
import { END, LITERAL, NOT_JSON } from './layout';
import { CUT, fail } from './strings';

/** Their bytes, the first lowest. */
const TRUE: u64 = 0x65757274;
const FALSE: u64 = 0x65736c6166;
const NULL: u64 = 0x6c6c756e;

/** The place after a literal. */
export function scanLiteral(at: usize): usize {
  // What is no literal of the chunk alone has a zero in it, behind the chunk.
  const four = load<u32>(at);
  if (four == <u32>TRUE || four == <u32>NULL) return at + 4;
  if (load<u64>(at) << 24 == FALSE << 24) return at + 5;
  const first = load<u8>(at);
  store<u64>(LITERAL, first == 0x74 ? TRUE : first == 0x66 ? FALSE : NULL);
  return resumeLiteral(at);
}

/** Goes on with a literal that a chunk's end cut. */
export function resumeLiteral(from: usize): usize {
  const end = load<u32>(END);
  let rest = load<u64>(LITERAL);
  for (let at = from; at < end; at += 1) {
    if (load<u8>(at) != <u8>rest) return fail(at, NOT_JSON);
    rest >>= 8;
    if (rest == 0) return at + 1;
  }
  store<u64>(LITERAL, rest);
  return CUT;
}
