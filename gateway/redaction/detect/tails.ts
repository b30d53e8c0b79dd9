/** How finds of any length go on. */
import type { Tail } from './scanner.ts';

/** To the end of the line. */
export const LINE_TAIL = until(/[\r\n]/g);

/** To the end of the text. */
export const TEXT_TAIL: Tail = {
  extend: (text, _from, ended) => ({ at: text.length, open: !ended }),
};

/** As long as no character comes that `stop` (a global expression for one character) matches. */
export function until(stop: RegExp): Tail {
  return {
    extend(text, from, ended) {
      stop.lastIndex = from;
      const at = stop.exec(text)?.index;
      return at === undefined ? { at: text.length, open: !ended } : { at, open: false };
    },
  };
}

/**
 * As `until`, but a character of `joint` goes on only where another character of the run follows it:
 * the full stop behind a token is not part of it.
 */
export function untilJoined(stop: RegExp, joint: string): Tail {
  const simple = until(stop);
  return {
    extend(text, from, ended) {
      let end = simple.extend(text, from, ended);
      while (!end.open && text[end.at] === joint) {
        if (end.at + 1 >= text.length) return { at: end.at, open: !ended };
        const next = simple.extend(text, end.at + 1, ended);
        if (next.at === end.at + 1) return end;
        end = next;
      }
      return end;
    },
  };
}
