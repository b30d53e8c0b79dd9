/** What turns or hides text on a terminal: controls, and those of the direction of text. */
const MISLEADING = /[\p{Cc}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/** Text that somebody else chose, safe to print: what could rewrite the terminal is written as an escape. Line feeds too. */
export function plain(text: string): string {
  return text.replaceAll(
    MISLEADING,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
