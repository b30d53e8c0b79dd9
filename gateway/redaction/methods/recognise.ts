import { startOfJwe } from './jwe.ts';
import { Keyring, type MaskKeys } from './keyring.ts';
import { REDACTED, type Method } from './method.ts';
import { HIDDEN } from './partial.ts';
import { HASH_LENGTH, PSEUDONYM_DOMAIN, PSEUDONYM_LENGTH } from './tokens.ts';

/** What people and models add to a text or lose from it without seeing it. */
const UNSEEN = /[\s\p{Cc}\p{Default_Ignorable_Code_Point}]+/gu;

/**
 * Whether a text of a request body is what this mask puts there. Tokens are told by their form and
 * key id alone, wherever they stand in the text, in any case and spacing: a copy that lost
 * something on its way is a mask still, and written over real data does the same harm. Whoever
 * wants to write something else can, with any text; what restores must check by `openEncrypted`.
 *
 * `null`, `remove`, `generalise` and preserved digits leave what real data may be: always `no`.
 * Throws a Refusal where the keys of the mask are missing.
 */
export function recognise(text: string, method: Method, keys: MaskKeys): 'mask' | 'no' {
  return isMask(text, method, new Keyring(keys)) ? 'mask' : 'no';
}

function isMask(text: string, method: Method, ring: Keyring): boolean {
  switch (method.with) {
    case 'redact':
      return fold(text) === fold(method.text ?? REDACTED);
    case 'partial':
      return fold(text).includes(HIDDEN);
    case 'encrypt':
      return fold(text).includes(fold(startOfJwe(ring.encryption.id)));
    case 'hash':
      return holdsToken(text, 'hsh', HASH_LENGTH, ring);
    case 'pseudonym':
      if (method.preserve === 'digits') return false;
      if (method.preserve === 'email' && fold(text).includes(PSEUDONYM_DOMAIN)) return true;
      return holdsToken(text, 'psn', PSEUDONYM_LENGTH, ring);
    default:
      return false;
  }
}

/** Whether a token of any of the keys stands in the text. */
function holdsToken(text: string, prefix: string, length: number, ring: Keyring): boolean {
  const ids = ring.all.map((key) => key.id).join('|');
  return new RegExp(`${prefix}_(?:${ids})_[a-z0-9_-]{${length}}`).test(fold(text));
}

/** One text for all that read alike: compatibility forms, such as wide ones, are the plain ones. */
function fold(text: string): string {
  return text.normalize('NFKC').toLowerCase().replaceAll(UNSEEN, '');
}
