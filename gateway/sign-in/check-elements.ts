/** Elements of a response: deep ones, and many, cost the libraries that read XML time without end. */
const MAX_DEPTH = 32;
const MAX_ELEMENTS = 5000;
/** Of the response and of its assertion. */
const MAX_SIGNATURES = 2;

/** A tag. Names are ASCII, as those of SAML and XML signatures are; a value holds no `<` (XML 1.0 section 2.3). */
const TAG =
  /<(\/?)([A-Za-z_][\w.:-]*)(?:\s+[A-Za-z_][\w.:-]*\s*=\s*(?:"[^"<]*"|'[^'<]*'))*\s*(\/?)>[^<]*/y;

/**
 * What is wrong with the elements of a document without comments, sections and instructions, or undefined. Each
 * must be closed: an unclosed nest of 100 KB kept the parser busy for more than a minute.
 */
export function findElementFault(xml: string): string | undefined {
  const open: string[] = [];
  const counts = { elements: 0, assertions: 0, signatures: 0 };
  TAG.lastIndex = xml.indexOf('<');
  if (TAG.lastIndex < 0) return 'it is not XML';
  while (TAG.lastIndex < xml.length) {
    const tag = TAG.exec(xml);
    if (!tag) return 'it is not well-formed';
    const [, close, name = '', empty] = tag;
    if (close !== '') {
      if (open.pop() !== name) return 'its elements are not nested';
      continue;
    }
    const local = name.slice(name.indexOf(':') + 1);
    counts.elements += 1;
    if (local === 'Assertion') counts.assertions += 1;
    if (local === 'Signature') counts.signatures += 1;
    if (empty === '') open.push(name);
    if (open.length > MAX_DEPTH) return `it is nested deeper than ${MAX_DEPTH}`;
    if (counts.elements > MAX_ELEMENTS) return `it has more than ${MAX_ELEMENTS} elements`;
  }
  if (open.length > 0) return 'its elements are not closed';
  if (counts.assertions > 1) return 'it has more than one assertion';
  return counts.signatures > MAX_SIGNATURES ? 'it has too many signatures' : undefined;
}
