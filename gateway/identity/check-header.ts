import { decodeProtectedHeader, type ProtectedHeaderParameters } from 'jose';
import { tokenInvalid } from './token-invalid.ts';

/**
 * Checks of the token's header what jose leaves open. `alg` is jose's to check, against the
 * allow-list. The members `jwk`, `jku`, `x5c` and `x5u` are never read: keys come from the issuer's
 * key set alone (RFC 8725 section 3.10).
 */
export function checkHeader(token: string, types: readonly string[]): void {
  const header = decodeHeader(token);
  // RFC 7515 section 4.1.11: an extension that is not understood is a refusal, and none is understood.
  if (Object.hasOwn(header, 'crit') || Object.hasOwn(header, 'b64')) {
    throw tokenInvalid('The header members `crit` and `b64` are not accepted.');
  }
  if (!types.includes(normaliseType(header.typ))) {
    throw tokenInvalid(`The header member \`typ\` must be one of: ${types.join(', ')}.`);
  }
}

/** RFC 7515 section 4.1.9: `application/` may be left out and case does not matter; no `typ` is a plain JWT. */
function normaliseType(typ: unknown): string {
  if (typ === undefined) return 'jwt';
  if (typeof typ !== 'string') throw tokenInvalid('The header member `typ` must be a string.');
  return typ.toLowerCase().replace(/^application\//, '');
}

function decodeHeader(token: string): ProtectedHeaderParameters {
  try {
    return decodeProtectedHeader(token);
  } catch {
    throw tokenInvalid('The header of the token cannot be read; it must be a JSON object.');
  }
}
