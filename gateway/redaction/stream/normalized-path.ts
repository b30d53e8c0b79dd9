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

/** The normalized path (RFC 9535 section 2.7) of a location. */
export function writePath(location: readonly Step[]): string {
  return `$${location.map(writeStep).join('')}`;
}

function writeStep(step: Step): string {
  if (typeof step === 'number') return `[${step}]`;
  // eslint-disable-next-line no-control-regex -- those are what must be escaped
  const name = step.replaceAll(/[\u0000-\u001f'\\]/g, (character) => {
    const letter = ESCAPES[character];
    return `\\${letter ?? `u${character.charCodeAt(0).toString(16).padStart(4, '0')}`}`;
  });
  return `['${name}']`;
}
