import { splitEmail } from './email.ts';
import type { Method } from './method.ts';

/** Stands for what is hidden, however much it is. */
export const HIDDEN = '***';

/** What a reader sees: neither white space nor what has no glyph (Unicode, DerivedCoreProperties). */
const VISIBLE = /[^\s\p{Cc}\p{Default_Ignorable_Code_Point}]/u;

/**
 * Keeps the first and last code points of a text and hides the rest, and all where the rest would be
 * nothing that can be seen. With `keep_domain` the domain of an email address stays and the rest of
 * the mask holds for what is before it; what is not an address has no domain to keep.
 */
export function keepPart(text: string, method: Method): string {
  const first = method.keep_first ?? 0;
  const last = method.keep_last ?? 0;
  if (!method.keep_domain) return keepEnds(text, first, last);
  const email = splitEmail(text);
  return email ? keepEnds(email.local, first, last) + email.domain : HIDDEN;
}

function keepEnds(text: string, first: number, last: number): string {
  let head = 0;
  for (let kept = 0; kept < first && head < text.length; kept += 1) head += sizeAt(text, head);
  let tail = text.length;
  for (let kept = 0; kept < last && tail > 0; kept += 1) tail -= sizeBefore(text, tail);
  if (head >= tail || !VISIBLE.test(text.slice(head, tail))) return HIDDEN;
  return text.slice(0, head) + HIDDEN + text.slice(tail);
}

/** Code units of the code point at an index. The text is well-formed, so that a pair is whole. */
function sizeAt(text: string, index: number): number {
  return text.codePointAt(index)! > 0xffff ? 2 : 1;
}

function sizeBefore(text: string, index: number): number {
  const unit = text.charCodeAt(index - 1);
  return unit >= 0xdc00 && unit <= 0xdfff ? 2 : 1;
}
