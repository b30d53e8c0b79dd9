/** SHA-256 (FIPS 180-4) of the nodes of a Merkle tree, four at a time: each of 0x01 and two hashes, so 65 bytes. */

/** Hashes that follow one another: those that are given, and then those that were made of them. */
export const HASHES: usize = 8192;
/** The 64 words of the message schedule, each for four nodes. */
const SCHEDULE: usize = 4096;

const ROUNDS = memory.data<u32>([
  0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
  0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
  0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
  0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
  0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
  0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
  0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
  0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
]);

/** The eight words of the hash so far, each for four nodes. */
const STATE: usize = 3072;

/** Makes of `count` hashes, a power of two of at most 256, the root over them: it then stands first. */
export function hashRoot(count: i32): void {
  for (let width = count; width > 1; width >>= 1)
    // Where there are fewer than four nodes the others are of what stands behind, and count for nothing.
    for (let node = 0; node < width >> 1; node += 4)
      hashNodes(HASHES + 64 * <usize>node, HASHES + 32 * <usize>node);
}

/** Of the four pairs of hashes at `from`, their four hashes at `to`. */
function hashNodes(from: usize, to: usize): void {
  begin();
  // The first byte is the 0x01, so that each word begins one byte before where it would.
  v128.store(SCHEDULE, i32x4.splat(0x01000000));
  v128.store(SCHEDULE, v128.or(v128.load(SCHEDULE), i32x4.shr_u(words(from), 8)));
  for (let word: usize = 1; word < 16; word += 1)
    v128.store(SCHEDULE + 16 * word, words(from + 4 * word - 1));
  compress();
  // The last byte, the bit behind it, and the length of 520 bits.
  const last = i32x4.shl(words(from + 60), 24);
  v128.store(SCHEDULE, v128.or(last, i32x4.splat(0x00800000)));
  for (let word: usize = 1; word < 15; word += 1) v128.store(SCHEDULE + 16 * word, i32x4.splat(0));
  v128.store(SCHEDULE + 240, i32x4.splat(520));
  compress();
  for (let word: usize = 0; word < 8; word += 1) {
    const state = v128.load(STATE + 16 * word);
    store<u32>(to + 4 * word, bswap(<u32>i32x4.extract_lane(state, 0)));
    store<u32>(to + 32 + 4 * word, bswap(<u32>i32x4.extract_lane(state, 1)));
    store<u32>(to + 64 + 4 * word, bswap(<u32>i32x4.extract_lane(state, 2)));
    store<u32>(to + 96 + 4 * word, bswap(<u32>i32x4.extract_lane(state, 3)));
  }
}

/** The words at `from`, of four pairs of hashes. */
function words(from: usize): v128 {
  let found = i32x4.splat(bswap(load<u32>(from)));
  found = i32x4.replace_lane(found, 1, bswap(load<u32>(from + 64)));
  found = i32x4.replace_lane(found, 2, bswap(load<u32>(from + 128)));
  return i32x4.replace_lane(found, 3, bswap(load<u32>(from + 192)));
}

function begin(): void {
  v128.store(STATE, i32x4.splat(0x6a09e667));
  v128.store(STATE + 16, i32x4.splat(0xbb67ae85));
  v128.store(STATE + 32, i32x4.splat(0x3c6ef372));
  v128.store(STATE + 48, i32x4.splat(0xa54ff53a));
  v128.store(STATE + 64, i32x4.splat(0x510e527f));
  v128.store(STATE + 80, i32x4.splat(0x9b05688c));
  v128.store(STATE + 96, i32x4.splat(0x1f83d9ab));
  v128.store(STATE + 112, i32x4.splat(0x5be0cd19));
}

/** Takes the block whose 16 words stand in the schedule. */
function compress(): void {
  for (let at = SCHEDULE + 256; at < SCHEDULE + 1024; at += 16) {
    const before = i32x4.add(v128.load(at - 256), v128.load(at - 112));
    const small = i32x4.add(small0(v128.load(at - 240)), small1(v128.load(at - 32)));
    v128.store(at, i32x4.add(before, small));
  }
  let a = v128.load(STATE);
  let b = v128.load(STATE + 16);
  let c = v128.load(STATE + 32);
  let d = v128.load(STATE + 48);
  let e = v128.load(STATE + 64);
  let f = v128.load(STATE + 80);
  let g = v128.load(STATE + 96);
  let h = v128.load(STATE + 112);
  for (let round: usize = 0; round < 64; round += 1) {
    const word = i32x4.add(
      v128.load(SCHEDULE + 16 * round),
      v128.load_splat<u32>(ROUNDS + 4 * round),
    );
    const choice = v128.bitselect(f, g, e);
    const first = i32x4.add(i32x4.add(h, big1(e)), i32x4.add(choice, word));
    const majority = v128.bitselect(v128.or(b, c), v128.and(b, c), a);
    const second = i32x4.add(big0(a), majority);
    h = g;
    g = f;
    f = e;
    e = i32x4.add(d, first);
    d = c;
    c = b;
    b = a;
    a = i32x4.add(first, second);
  }
  addTo(STATE, a);
  addTo(STATE + 16, b);
  addTo(STATE + 32, c);
  addTo(STATE + 48, d);
  addTo(STATE + 64, e);
  addTo(STATE + 80, f);
  addTo(STATE + 96, g);
  addTo(STATE + 112, h);
}

function addTo(at: usize, value: v128): void {
  v128.store(at, i32x4.add(v128.load(at), value));
}

function rotate(value: v128, by: i32): v128 {
  return v128.or(i32x4.shr_u(value, by), i32x4.shl(value, 32 - by));
}

function big0(value: v128): v128 {
  return v128.xor(v128.xor(rotate(value, 2), rotate(value, 13)), rotate(value, 22));
}

function big1(value: v128): v128 {
  return v128.xor(v128.xor(rotate(value, 6), rotate(value, 11)), rotate(value, 25));
}

function small0(value: v128): v128 {
  return v128.xor(v128.xor(rotate(value, 7), rotate(value, 18)), i32x4.shr_u(value, 3));
}

function small1(value: v128): v128 {
  return v128.xor(v128.xor(rotate(value, 17), rotate(value, 19)), i32x4.shr_u(value, 10));
}
