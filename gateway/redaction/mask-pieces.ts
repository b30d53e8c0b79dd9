import type { BodyMasker } from './contract.ts';

/** A body as it is masked, without empty pieces. Reading it on throws what its chunks or the masker throw. */
export async function* maskPieces(
  chunks: AsyncIterable<Buffer>,
  masker: BodyMasker,
): AsyncGenerator<Buffer> {
  for await (const chunk of chunks) {
    const piece = masker.write(chunk);
    if (piece.length > 0) yield piece;
  }
  const rest = masker.end();
  if (rest.length > 0) yield rest;
}
