/** Pieces as one, of `length` bytes in all: without a copy where they stand behind each other in memory. */
export function joinPieces(pieces: readonly Buffer[], length: number): Buffer {
  const first = pieces[0];
  if (!first) return Buffer.alloc(0);
  let end = first.byteOffset;
  for (const { buffer, byteOffset, byteLength } of pieces) {
    if (buffer !== first.buffer || byteOffset !== end) return Buffer.concat(pieces, length);
    end += byteLength;
  }
  return Buffer.from(first.buffer, first.byteOffset, length);
}
