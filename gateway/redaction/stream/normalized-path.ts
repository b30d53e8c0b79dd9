/** One step of a location: a member's name or an element's index. */
export type Step = string | number;

/** RFC 9535 section 2.7: what stands after a backslash for a character that cannot stand itself. */
const ESCAPES: Readonly<Record<string, string>> = {
  '\b': 'b',
  '\t': 't',
  '\n': 'n',
  '\f': 'f',
  '\r': 'r',
  "'": "'",
  '\\': '\\',
};

// eslint-disable-next-line no-control-regex -- those are what must be escaped
const MUST_BE_ESCAPED = /[\u0000-\u001f'\\]/;
const ALL_THAT_MUST = new RegExp(MUST_BE_ESCAPED, 'g');

/** The normalized path (RFC 9535 section 2.7) of a location. */
export function writePath(location: readonly Step[]): string {
  let path = '$';
  for (const step of location) path += writeStep(step);
  return path;
}

function writeStep(step: Step): string {
  if (typeof step === 'number') return `[${step}]`;
  // Hardly any name has them, and to replace is slow.
  return MUST_BE_ESCAPED.test(step)
    ? `['${step.replaceAll(ALL_THAT_MUST, escape)}']`
    : `['${step}']`;
}

function escape(character: string): string {
  const letter = ESCAPES[character];
  return `\\${letter ?? `u${character.charCodeAt(0).toString(16).padStart(4, '0')}`}`;
}
