import { Refusal } from '../errors.ts';

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * Percent-decodes a piece of a path or query (RFC 3986 section 2.1). Unlike `decodeURIComponent` it
 * says what is wrong: a broken triplet, or bytes that are not UTF-8, are `invalid-encoding`.
 */
export function decodePercent(text: string): string {
  if (!text.includes('%')) return text;
  if (/%(?![0-9A-Fa-f]{2})/.test(text)) {
    throw new Refusal('invalid-encoding', 'A `%` must be followed by two hexadecimal digits.');
  }
  const bytes = Buffer.from(
    text.replaceAll(/%([0-9A-Fa-f]{2})/g, (_, hex: string) =>
      String.fromCharCode(Number.parseInt(hex, 16)),
    ),
    'latin1',
  );
  try {
    return utf8.decode(bytes);
  } catch {
    throw new Refusal('invalid-encoding', 'Percent-encoded bytes must be UTF-8.');
  }
}

/**
 * The canonical spelling (RFC 3986 section 6.2.2): escapes of unreserved characters undone, hex
 * digits in upper case, and characters that may not stand raw escaped. An escaped `/` or `;` stays
 * as it came, since it does not mean what the raw one means.
 */
export function spellCanonically(text: string, mayStandRaw: RegExp): string {
  return text.replaceAll(/%[0-9A-Fa-f]{2}|[^%]/g, (piece) => {
    if (piece.length === 1) {
      return mayStandRaw.test(piece) ? piece : escape(piece);
    }
    const character = String.fromCharCode(Number.parseInt(piece.slice(1), 16));
    if (/[A-Za-z0-9._~-]/.test(character)) return character;
    return character === '/' || character === ';' ? piece : piece.toUpperCase();
  });
}

function escape(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;
}
