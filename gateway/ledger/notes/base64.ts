/** Base64 as notes have it: RFC 4648 section 4, with padding, in its one canonical spelling. */

/** Decodes; undefined for text that no encoder makes (other alphabets, missing padding, spare bits). */
export function decodeBase64(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, 'base64');
  // Node decodes leniently; encoding again tells whether something was skipped.
  return bytes.toString('base64') === text ? bytes : undefined;
}
