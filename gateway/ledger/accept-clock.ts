/** A clock that is behind the last entry at the start: refused, unless an operator accepts it. */
import { SetupError } from '../errors.ts';
import { ClockError, type Clock } from './clock.ts';
import type { LedgerOptions } from './contract.ts';
import { serialiseEntry, type Unchained } from './entry.ts';

/** The `clock` entry that an operator's word makes; none where the clock is right. Throws SetupError without that word. */
export function acceptOrRefuse(
  clock: Clock,
  { acceptClock, log }: Pick<LedgerOptions, 'acceptClock' | 'log'>,
): Unchained[] {
  try {
    clock.read();
    return [];
  } catch (error) {
    if (!(error instanceof ClockError)) throw error;
    if (!acceptClock)
      throw new SetupError(
        [
          `the ledger cannot be continued: ${error.message}. Set the clock right; where it is the last entry that is wrong, run regent evidence accept-clock --reason …`,
        ],
        error,
      );
    const now = clock.accept();
    log?.({ event: 'ledger-clock-accepted', before: error.last, now });
    return [serialiseEntry(now, 'clock', { before: error.last, ...acceptClock })];
  }
}
