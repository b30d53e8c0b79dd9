/** Numbers of payment cards. */
import { isCardNumber } from './card.ts';
import { GROUPS_AHEAD, readGroups } from './number-groups.ts';
import { DIGITS, type Emit, type Scanner } from './scanner.ts';

/** In one piece, or in groups of three to eight digits with the same separator between all of them. */
const LAYOUT = /^(?:\d\d|[3-8](?:([ .-])[3-8])(?:\1[3-8]){0,5})$/;

/** Finds numbers of payment cards; of several that begin at one place the longest. */
export const scanCard: Scanner = {
  atWordStart: DIGITS,
  anywhere: '',
  behind: 2,
  ahead: GROUPS_AHEAD,
  scan(text: string, at: number, emit: Emit): void {
    // Every card number begins with 2 to 6 or 8.
    if (!'234568'.includes(text[at]!)) return;
    const card = readGroups(text, at).findLast(
      ({ digits, layout }) => LAYOUT.test(layout) && isCardNumber(digits),
    );
    if (card !== undefined) emit(at, card.end);
  },
};
