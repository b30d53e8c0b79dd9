/** What may follow a backslash besides `u` (RFC 8259 section 7). */
const ESCAPES: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
};

const FOUR_HEX = /^[0-9a-fA-F]{4}$/;

/** The value of a JSON string's inside; undefined where an escape is not one of JSON's. */
export function unescape(inside: string): string | undefined {
  let result = '';
  let copied = 0;
  for (;;) {
    const backslash = inside.indexOf('\\', copied);
    if (backslash === -1) return result + inside.slice(copied);
    result += inside.slice(copied, backslash);
    const letter = inside[backslash + 1]!;
    if (letter === 'u') {
      const digits = inside.slice(backslash + 2, backslash + 6);
      if (!FOUR_HEX.test(digits)) return undefined;
      result += String.fromCharCode(Number.parseInt(digits, 16));
      copied = backslash + 6;
    } else {
      if (!Object.hasOwn(ESCAPES, letter)) return undefined;
      result += ESCAPES[letter];
      copied = backslash + 2;
    }
  }
}
