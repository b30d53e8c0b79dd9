import * as fc from 'fast-check';

const SPACE = fc.constantFrom('', '', '', ' ', '\n', '\t\r\n ');

/** A character as itself, or escaped in one of the ways that JSON allows. */
const CHARACTER = fc.oneof(
  fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }).map(escapeIfNeeded),
  fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }).map(escapeFully),
  fc.constantFrom('\\n', '\\/', '\\\\', '\\"', '\\b', '\\ud83d\\uDE00', 'é', 'a', 'b'),
);

const STRING = fc
  .array(CHARACTER, { maxLength: 8 })
  .map((characters) => `"${characters.join('')}"`);

const NUMBER = fc.oneof(
  fc.integer().map(String),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
  fc.bigInt().map(String),
  fc.constantFrom('-0', '1.0', '1e400', '-1E+2', '0.1000000000000000055', '0e-9', '1e-400'),
);

const LITERAL = fc.constantFrom('true', 'false', 'null');

/** JSON text with odd white space, escapes and numbers; names may repeat within an object. */
export const JSON_TEXT = fc.letrec<{ value: string }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 5, depthSize: 'small' },
    LITERAL,
    NUMBER,
    STRING,
    container(fc.tuple(SPACE, tie('value'), SPACE).map(join), '[', ']'),
    container(
      fc.tuple(SPACE, name(), SPACE, fc.constant(':'), SPACE, tie('value'), SPACE).map(join),
      '{',
      '}',
    ),
  ),
})).value;

/** JSON text with a few bytes changed, dropped or put in: mostly broken, sometimes not. */
export const MUTATED_JSON = fc
  .tuple(
    JSON_TEXT,
    fc.array(fc.tuple(fc.nat(), fc.constantFrom(0, 1), piece()), { minLength: 1, maxLength: 3 }),
  )
  .map(([text, changes]) => {
    let bytes = Buffer.from(text);
    for (const [place, dropped, inserted] of changes) {
      const at = place % (bytes.length + 1);
      bytes = Buffer.concat([bytes.subarray(0, at), inserted, bytes.subarray(at + dropped)]);
    }
    return bytes;
  });

function piece(): fc.Arbitrary<Buffer> {
  return fc.oneof(
    fc
      .constantFrom(
        '',
        '"',
        '\\',
        ',',
        '{',
        '}',
        '[',
        ']',
        ':',
        '0',
        '.',
        'e',
        '-',
        '+',
        '\\u',
        '\\ud800',
        '\u0001',
        '\u007f',
        '\ufeff',
        '//',
        "'",
        'NaN',
      )
      .map((text) => Buffer.from(text)),
    fc.uint8Array({ minLength: 1, maxLength: 2 }).map((bytes) => Buffer.from(bytes)),
  );
}

/**
 * A name that ends in a backslash, as it is written. V8 14.6 (Node.js 26.10) takes `"\u0061"` for
 * such a name once JSON.parse has met one in its place, so that JSON.parse is no judge of them.
 */
export const MISLEADING_NAME = /(?:\\\\|\\u005c)"\s*:/i;

function name(): fc.Arbitrary<string> {
  return fc.oneof(
    STRING.filter((string) => !MISLEADING_NAME.test(`${string}:`)),
    fc.constantFrom('"a"', '"b"', '"\\u0061"', '"__proto__"', '"constructor"', '"0"', '"10"', '""'),
  );
}

function container(part: fc.Arbitrary<string>, open: string, close: string): fc.Arbitrary<string> {
  return fc
    .tuple(fc.array(part, { maxLength: 12 }), SPACE)
    .map(([parts, space]) => open + (parts.length === 0 ? space : parts.join(',')) + close);
}

function join(parts: string[]): string {
  return parts.join('');
}

function escapeIfNeeded(character: string): string {
  return JSON.stringify(character).slice(1, -1);
}

function escapeFully(character: string): string {
  let escaped = '';
  for (let index = 0; index < character.length; index += 1) {
    escaped += `\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`;
  }
  return escaped;
}
