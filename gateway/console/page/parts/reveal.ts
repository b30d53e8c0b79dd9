import { html, type Content } from '../lib/html.ts';

/** Characters that are not seen, or turn the direction of what follows: a text could read otherwise than it is. */
const UNSEEN = /(?![\t\n])[\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}]/gu;

/** A text with a sign in place of each such character. */
export function reveal(text: string): Content {
  const parts: Content[] = [];
  let end = 0;
  for (const match of text.matchAll(UNSEEN)) {
    const code = match[0].codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0');
    parts.push(text.slice(end, match.index), html`<span class="unseen">U+${code}</span>`);
    end = match.index + match[0].length;
  }
  return end === 0 ? text : [...parts, text.slice(end)];
}
