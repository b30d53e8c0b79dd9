/**
 * Text that agents, upstreams and policies chose, made fit to be shown: what cannot be seen is spelt out, so that nothing can
 * hide, turn the direction of writing, or stand over what is beside it.
 */

/** Controls, invisible and unassigned characters, line separators, private use, lone surrogates. */
const UNSEEN = /[\p{C}\p{Zl}\p{Zp}]/gu;
/** The same but for line feed and tab. */
const UNSEEN_IN_LINES = /(?![\n\t])[\p{C}\p{Zl}\p{Zp}]/gu;
/** Marks upon marks, which climb over the lines above. */
const MARKS = /(?<=\p{M}{3})\p{M}/gu;

/** Text on one line. */
export function showLine(text: string): string {
  return spellOut(text.replace(UNSEEN, spell));
}

/** Text whose lines stay. */
export function showLines(text: string): string {
  return spellOut(text.replaceAll('\r\n', '\n').replace(UNSEEN_IN_LINES, spell));
}

/** The first `limit` characters, and how many there are more. */
export function cutText(text: string, limit: number): { text: string; more: number } {
  if (text.length <= limit) return { text, more: 0 };
  // Not between the halves of a character.
  const end = limit - (/[\ud800-\udbff]/.test(text[limit - 1]!) ? 1 : 0);
  return { text: text.slice(0, end), more: text.length - end };
}

/** How a character that cannot be shown is spelt. */
export function spell(character: string): string {
  const code = character.codePointAt(0)!.toString(16).toUpperCase();
  return `⟨U+${code.padStart(4, '0')}⟩`;
}

function spellOut(text: string): string {
  return text.replace(MARKS, spell);
}
