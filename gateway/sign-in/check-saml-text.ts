import { findElementFault } from './check-elements.ts';
import { SignInError } from './types.ts';

/** Bytes of a response. Real ones have 5 to 30 KiB. */
export const MAX_RESPONSE = 128 * 1024;

/**
 * What signs, digests and canonicalises: RSA with SHA-2 and exclusive canonicalisation. Everything else
 * is refused by not being in the list: SHA-1, HMAC under a public key, XPath and XSLT transforms.
 */
const ALGORITHMS = new Set([
  'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256',
  'http://www.w3.org/2001/04/xmldsig-more#rsa-sha384',
  'http://www.w3.org/2001/04/xmldsig-more#rsa-sha512',
  'http://www.w3.org/2001/04/xmlenc#sha256',
  'http://www.w3.org/2001/04/xmldsig-more#sha384',
  'http://www.w3.org/2001/04/xmlenc#sha512',
  'http://www.w3.org/2001/10/xml-exc-c14n#',
  'http://www.w3.org/2000/09/xmldsig#enveloped-signature',
]);

/**
 * Nothing is decrypted before it is verified: whoever can post would learn from how it fails, and what came out would
 * be parsed without the checks below.
 */
const ENCRYPTED =
  'it has encrypted parts, which Regent does not decrypt; let the provider sign the assertion and not encrypt it';

const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;

/**
 * The text of a `SAMLResponse`, once everything is out that two parsers of XML may read in two ways:
 * entities and document types, comments (a comment in a name cuts it short for some), CDATA, processing
 * instructions, text that is not UTF-8. No provider sends any of it. Throws a SignInError.
 */
export function readSamlText(encoded: string): string {
  const base64 = encoded.replaceAll(/[\r\n]/g, '');
  if (base64.length > (MAX_RESPONSE / 3) * 4) throw refused('it is larger than 128 KiB');
  if (!BASE64.test(base64)) throw refused('it is not base64');
  const bytes = Buffer.from(base64, 'base64');
  const text = bytes.toString('utf8');
  if (!Buffer.from(text, 'utf8').equals(bytes)) throw refused('it is not UTF-8');
  const body = text.replace(/^\uFEFF?<\?xml [^<>]*\?>/, '');
  if (/<!|<\?/.test(body)) {
    throw refused('it has a document type, comment, CDATA section or processing instruction');
  }
  const fault = findElementFault(body);
  if (fault !== undefined) throw refused(fault);
  for (const [, name] of body.matchAll(/&([^;]*);?/g)) {
    if (!/^(amp|lt|gt|quot|apos|#\d{1,7}|#x[0-9A-Fa-f]{1,6})$/.test(name!)) {
      throw refused('it has an entity');
    }
  }
  // Before the algorithms, which would be refused too, and say less.
  if (/<(?:[\w.-]+:)?Encrypted(?:Assertion|ID|Attribute)\b/.test(body)) throw refused(ENCRYPTED);
  for (const [, value] of body.matchAll(/Algorithm\s*=\s*["']([^"']*)["']/g)) {
    if (!ALGORITHMS.has(value!)) throw refused(`the algorithm ${JSON.stringify(value)}`);
  }
  return text;
}

function refused(what: string): SignInError {
  return new SignInError('refused', `the SAML response is not accepted: ${what}`);
}
