/** Bytes of a piece, but of the last. */
const PIECE = 65_536;

/**
 * The same bytes in pieces of one size. As they come from the masking, pieces are as long as what the
 * upstream wrote less what was masked in it: their lengths, which show as chunks of the answer, would
 * tell those of the masked values.
 */
export async function* evenPieces(body: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let piece = Buffer.allocUnsafe(PIECE);
  let filled = 0;
  for await (const bytes of body) {
    for (let at = 0; at < bytes.length;) {
      const copied = bytes.copy(piece, filled, at);
      at += copied;
      filled += copied;
      if (filled < PIECE) break;
      yield piece;
      piece = Buffer.allocUnsafe(PIECE);
      filled = 0;
    }
  }
  if (filled > 0) yield piece.subarray(0, filled);
}
