const HIDDEN = '***';

/**
 * Keeps the first and last code points of a text and hides the rest, and all where there would be
 * no rest. The number of hidden characters is not told.
 */
export function keepPart(text: string, first: number, last: number): string {
  let head = 0;
  for (let kept = 0; kept < first && head < text.length; kept += 1) head += sizeAt(text, head);
  let tail = text.length;
  for (let kept = 0; kept < last && tail > 0; kept += 1) tail -= sizeBefore(text, tail);
  if (head >= tail) return HIDDEN;
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
