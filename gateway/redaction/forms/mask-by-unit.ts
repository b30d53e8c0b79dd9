import type { BodyMasker } from '../contract.ts';
import { HeldBytes } from './hold-bytes.ts';

/** How a body falls into units, such as lines or events, and what is done with each. */
export interface Units {
  /**
   * The offset after the unit that ends first in `chunk` from `from` on; -1 where none does. It is
   * shown each byte once, in order, and remembers what it needs of those before.
   */
  findEnd: (chunk: Buffer, from: number) => number;
  /**
   * What leaves instead of a unit. `last` is true once, for the bytes after the last end, which may
   * be none.
   */
  maskUnit: (unit: Buffer, last: boolean) => Buffer;
}

/**
 * Masks a body unit by unit. Each is held, to `limit` bytes, until its end has come, so that nothing
 * of it leaves where it is refused; then it leaves at once.
 */
export function maskByUnit({ findEnd, maskUnit }: Units, limit: number): BodyMasker {
  const held = new HeldBytes(limit);
  return {
    write(chunk) {
      const pieces: Buffer[] = [];
      let from = 0;
      for (let end = findEnd(chunk, 0); end !== -1; end = findEnd(chunk, from)) {
        pieces.push(maskUnit(held.take(chunk.subarray(from, end)), false));
        from = end;
      }
      held.add(chunk.subarray(from));
      return pieces.length === 1 ? pieces[0]! : Buffer.concat(pieces);
    },
    end: () => maskUnit(held.take(Buffer.alloc(0)), true),
  };
}
