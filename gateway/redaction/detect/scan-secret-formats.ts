/** Secrets of known formats. */
import { isWord } from './characters.ts';
import type { Emit, Scanner, Tail } from './scanner.ts';
import { LONGEST_REST, SECRET_FORMATS, type SecretFormat } from './secret-formats.ts';
import { until } from './tails.ts';

interface Format extends SecretFormat {
  tail: Tail;
}

/** By first character, and formats of the same characters share a tail. */
const FORMATS = Map.groupBy(withTails(SECRET_FORMATS), ({ prefix }) => prefix[0]!);
const LONGEST_PREFIX = Math.max(...SECRET_FORMATS.map(({ prefix }) => prefix.length));

/** Finds secrets of known formats, of any length. */
export const scanSecretFormats: Scanner = {
  atWordStart: [...FORMATS.keys()].join(''),
  anywhere: '',
  behind: 1,
  ahead: LONGEST_PREFIX + LONGEST_REST + 1,
  scan(text: string, at: number, emit: Emit): void {
    const format = FORMATS.get(text[at]!)!.find(({ prefix }) => text.startsWith(prefix, at));
    if (format === undefined) return;
    const from = at + format.prefix.length;
    format.rest.lastIndex = from;
    const rest = format.rest.exec(text)?.[0];
    if (rest === undefined) return;
    // Lower-case letters behind capitals: a word, not a key.
    const end = from + rest.length;
    if (format.prefix === format.prefix.toUpperCase() && /[a-z]/.test(text[end] ?? '')) return;
    if (isWord(text.charCodeAt(from))) emit(at, end, format.tail);
  },
};

function withTails(formats: readonly SecretFormat[]): Format[] {
  const tails = new Map<string, Tail>();
  return formats.map((format) => {
    const tail = tails.get(format.stop.source) ?? until(format.stop);
    tails.set(format.stop.source, tail);
    return { ...format, tail };
  });
}
