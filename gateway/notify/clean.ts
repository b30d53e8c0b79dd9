/** Controls, what turns the direction of text, what cannot be seen, and lone surrogates. */
const MISLEADING = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\u115f\u1160\u3164\uffa0\ufffe\uffff]/gu;
/** How many marks may stand on one character; more run over the lines around it. */
const STACKED = /(\p{M}{4})\p{M}+/gu;

/**
 * Text that an agent may have chosen, in one line of at most `most` characters. Whatever could end a
 * line or a header, or show as something else, becomes U+FFFD.
 */
export function clean(text: string, most: number): string {
  // Cut first: the rest must cost nothing, however long the text is.
  const start = text.slice(0, most * 4);
  const plain = start.replaceAll(MISLEADING, '\ufffd').replaceAll(STACKED, '$1');
  const characters = Array.from(plain);
  if (characters.length <= most && start.length === text.length) return plain;
  return `${characters.slice(0, most - 1).join('')}…`;
}
