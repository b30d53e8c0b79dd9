/** Texts that agents choose, made fit for a terminal or a comment. */

/** Controls, invisible and unassigned characters, line separators, private use, lone surrogates. */
const UNSEEN = /[\p{C}\p{Zl}\p{Zp}]/gu;

/** What could end a code span, or a table's cell. */
const MARKDOWN = /[`|]/g;

/**
 * The text on one line of at most `width` columns. What cannot be seen is spelt out, so that it
 * cannot move the cursor, turn the direction of writing, or hide.
 */
export function showPlain(text: string, width: number): string {
  return cut(spellOut(text, UNSEEN), width);
}

/**
 * The text as a code span of GitHub Flavored Markdown within a table: nothing in one is Markdown,
 * HTML, a link or a mention. What could end it is spelt out; a backslash would not do, because
 * tables and code spans disagree on what it escapes.
 */
export function showCode(text: string, width: number): string {
  const shown = cut(spellOut(spellOut(text, UNSEEN), MARKDOWN), width);
  // A span of spaces alone is none.
  return shown.trim() === '' ? '–' : `\`${shown}\``;
}

/** How many columns a text takes; where scripts are as wide as East Asian ones, two for each character. */
export function widthOf(text: string): number {
  let width = 0;
  for (const character of text) width += columnsOf(character);
  return width;
}

function spellOut(text: string, what: RegExp): string {
  return text.replace(what, (found) => `\\u{${found.codePointAt(0)!.toString(16)}}`);
}

function cut(text: string, width: number): string {
  if (text.length * 2 <= width || widthOf(text) <= width) return text;
  let kept = '';
  let columns = 1;
  for (const character of text) {
    columns += columnsOf(character);
    if (columns > width) break;
    kept += character;
  }
  return `${kept}…`;
}

function columnsOf(character: string): number {
  const code = character.codePointAt(0)!;
  return (code >= 0x1100 && code < 0x1200) || code >= 0x2e80 ? 2 : 1;
}
