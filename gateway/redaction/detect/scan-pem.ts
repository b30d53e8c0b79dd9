/**
 * Private keys in PEM (RFC 7468) and OpenPGP armour (RFC 9580, section 6.2). A block whose end never
 * comes is masked to the end of the text.
 */
import type { Emit, Scanner, Tail } from './scanner.ts';

const BEGIN = /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----/y;
const LONGEST_BEGIN = 80;
const END = '-----END ';
const DASHES = '-----';
/** The longest end line. */
const LONGEST_END = 80;

const BLOCK: Tail = {
  extend(text, from, ended) {
    for (let at = text.indexOf(END, from); at >= 0; at = text.indexOf(END, at + 1)) {
      const line = text.slice(at + END.length, at + LONGEST_END);
      const dashes = line.indexOf(DASHES);
      if (dashes >= 0) return { at: at + END.length + dashes + DASHES.length, open: false };
      if (!ended && at + LONGEST_END > text.length) return { at, open: true };
    }
    return { at: ended ? text.length : Math.max(from, text.length - END.length), open: !ended };
  },
};

/** Finds private keys. */
export const scanPem: Scanner = {
  atWordStart: '',
  anywhere: '-',
  behind: 1,
  ahead: LONGEST_BEGIN,
  scan(text: string, at: number, emit: Emit): void {
    if (!text.startsWith('-----BEGIN ', at)) return;
    BEGIN.lastIndex = at;
    const begin = BEGIN.exec(text)?.[0];
    if (begin !== undefined) emit(at, at + begin.length, BLOCK);
  },
};
