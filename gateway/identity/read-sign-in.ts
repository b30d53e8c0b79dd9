import type { JWTPayload } from 'jose';
import type { SignIn } from '../types.ts';
import { readName, readText } from './read-text.ts';
import { tokenInvalid } from './token-invalid.ts';

/** How somebody signed in (OpenID Connect Core section 2, RFC 9068 section 2.2.1): a claim of the wrong shape is refused. */
export function readSignIn(claims: JWTPayload, personClaim: string | undefined): SignIn {
  const { acr, amr, auth_time: authTime } = claims;
  return {
    ...(acr !== undefined && { acr: readText(acr, 'acr') }),
    ...(amr !== undefined && { amr: readTexts(amr) }),
    ...(authTime !== undefined && { auth_time: readTime(authTime) }),
    ...(personClaim !== undefined && readLink(claims, personClaim)),
  };
}

function readTexts(amr: unknown): string[] {
  if (!Array.isArray(amr)) throw tokenInvalid('The claim `amr` must be a list.');
  return amr.map((one) => readText(one, 'amr'));
}

function readTime(value: unknown): number {
  if (Number.isFinite(value)) return Math.floor(value as number);
  throw tokenInvalid('The claim `auth_time` must be a number.');
}

/** Two spellings of one address are one person: letters by their compatible lower-case form. */
function readLink(claims: JWTPayload, claim: string): Pick<SignIn, 'link' | 'unlinked'> {
  const value = Object.hasOwn(claims, claim) ? claims[claim] : undefined;
  if (value === undefined || value === '') return { unlinked: true };
  const link = readName(value, claim).normalize('NFKC').trim().toLowerCase();
  return link === '' ? { unlinked: true } : { link };
}
