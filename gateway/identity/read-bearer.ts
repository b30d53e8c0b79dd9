import { Refusal } from '../errors.ts';

/** Every value of the two headers that may carry a credential, as they came; a repeated header gives several items. */
export interface Credentials {
  authorization: string[];
  proxyAuthorization: string[];
}

/** Longest token in characters. Verification hashes all of it, and an agent may send it with every request. */
export const MAX_TOKEN_LENGTH = 16 * 1024;

/** RFC 6750 section 2.1; the scheme's case does not matter (RFC 9110 section 11.1). */
const BEARER = /^bearer +(\S+)$/i;

/** JWS compact serialization (RFC 7515 section 3.1). A JWE has five parts and does not pass. */
const COMPACT_JWS = /^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*$/;

/**
 * The one bearer token of a request. Two credentials are refused even if they are equal: which of
 * them counts would be the guess of each server on the way.
 */
export function readBearer(credentials: Credentials): string {
  const values = [...credentials.authorization, ...credentials.proxyAuthorization];
  const [value] = values;
  if (value === undefined) {
    throw new Refusal('credentials-missing', 'Send `Authorization: Bearer` with a token.');
  }
  if (values.length > 1) {
    throw new Refusal(
      'credentials-ambiguous',
      'Send one credential, in Authorization or in Proxy-Authorization.',
    );
  }
  // Before the expressions run, so that their work is bounded too; the scheme and a space come on top.
  if (value.length > MAX_TOKEN_LENGTH + 'Bearer '.length) {
    throw new Refusal(
      'credentials-malformed',
      `The credential is longer than ${MAX_TOKEN_LENGTH} characters; ask for a smaller token.`,
    );
  }
  const token = BEARER.exec(value)?.[1];
  if (token === undefined) {
    throw new Refusal(
      'credentials-malformed',
      'The credential must be the scheme `Bearer`, a space and a token.',
    );
  }
  if (!COMPACT_JWS.test(token)) {
    throw new Refusal(
      'credentials-malformed',
      'The token must be a JWT: three parts in base64url, joined by dots, signed and not encrypted.',
    );
  }
  return token;
}
