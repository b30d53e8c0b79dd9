/** Schemas of erasures, holds and the ledger. */
import { COUNT, list, object, oneOf, say, SEQ, TEXT, TEXTS } from './shapes.ts';

const HOLD = object(
  { hold: TEXT, state: oneOf('set', 'released'), reason: TEXT, by: TEXT },
  { connection: TEXT, from: TEXT, to: TEXT },
);
export const ONE_HOLD = HOLD;
export const HOLDS = object({ holds: list(HOLD) });

export const ERASED = object({
  erasure: TEXT,
  count: COUNT,
  certificate: say(
    'The certificate of the erasure (docs/ledger-format.md).',
    object({
      v: COUNT,
      certificate: TEXT,
      entry: TEXT,
      index: SEQ,
      proof: TEXTS,
      checkpoint: TEXT,
    }),
  ),
});
