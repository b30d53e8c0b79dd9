import { joinPieces } from './join-pieces.ts';

/**
 * Reads up to `limit` bytes of a body before anything of it is given: the whole as one Buffer, where
 * that is all, and else what was read with what follows. Throws what reading throws.
 */
export async function holdStart(
  pieces: AsyncGenerator<Buffer>,
  limit: number,
): Promise<Buffer | AsyncIterable<Buffer>> {
  const held: Buffer[] = [];
  let length = 0;
  for (;;) {
    const next = await pieces.next();
    if (next.done === true) return joinPieces(held, length);
    held.push(next.value);
    length += next.value.length;
    if (length > limit) return continued(held, pieces);
  }
}

async function* continued(
  held: readonly Buffer[],
  rest: AsyncGenerator<Buffer>,
): AsyncGenerator<Buffer> {
  yield* held;
  yield* rest;
}
