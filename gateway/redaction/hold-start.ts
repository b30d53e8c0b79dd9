import type { BodyMasker } from './contract.ts';
import { evenPieces } from './even-pieces.ts';
import { joinPieces } from './join-pieces.ts';
import { maskPieces } from './mask-pieces.ts';

/**
 * Masks a body, and holds up to `limit` bytes of it before anything is given: the whole as one Buffer, where
 * that is all, and else what was held with what follows. Throws what its chunks or the masker throw.
 */
export async function holdStart(
  chunks: AsyncIterable<Buffer>,
  masker: BodyMasker,
  limit: number,
): Promise<Buffer | AsyncIterable<Buffer>> {
  const held: Buffer[] = [];
  const source = chunks[Symbol.asyncIterator]();
  let isOver = false;
  try {
    for (let length = 0; length <= limit;) {
      const next = await source.next();
      isOver = next.done === true;
      const piece = isOver ? masker.end() : masker.write(next.value as Buffer);
      if (piece.length > 0) held.push(piece);
      length += piece.length;
      if (isOver) return joinPieces(held, length);
    }
  } catch (error) {
    // As `for await` does: the upstream is let go.
    if (!isOver) await source.return?.();
    throw error;
  }
  const rest = { [Symbol.asyncIterator]: () => source };
  return evenPieces(continued(held, maskPieces(rest, masker)));
}

async function* continued(
  held: readonly Buffer[],
  rest: AsyncGenerator<Buffer>,
): AsyncGenerator<Buffer> {
  yield* held;
  yield* rest;
}
