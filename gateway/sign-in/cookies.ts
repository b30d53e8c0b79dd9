/**
 * The cookies of the page. Each has the prefix `__Host-` (RFC 6265bis section 4.1.3.2): a browser takes
 * it only with Secure, for this host and every path, so that no other host can set or see it. Browsers take
 * Secure from `http://localhost` too.
 */

/** The signed-in person. */
export const SESSION_COOKIE = '__Host-regent-session';
/** A sign-in that is under way by OpenID Connect. */
export const OIDC_COOKIE = '__Host-regent-oidc';
/** The same by SAML. */
export const SAML_COOKIE = '__Host-regent-saml';

/** Which requests from other sites a browser sends a cookie with. */
export type SameSite = 'Strict' | 'Lax' | 'None';

/**
 * The value of the cookie `name` in the `Cookie` headers of a request, or undefined. One that is there
 * twice is none: whoever could add the second would else choose which counts.
 */
export function readCookie(headers: readonly string[], name: string): string | undefined {
  const values = headers
    .flatMap((header) => header.split(';'))
    .map((pair) => pair.trim())
    .filter((pair) => pair.startsWith(`${name}=`))
    .map((pair) => pair.slice(name.length + 1));
  const [value] = values;
  return values.length === 1 && value !== undefined && VALUE.test(value) ? value : undefined;
}

/** What Regent itself writes: base64url. */
const VALUE = /^[A-Za-z0-9_-]{1,4000}$/;

/** A `Set-Cookie` that lasts `seconds`, or without them as long as the browser runs. */
export function writeCookie(
  name: string,
  value: string,
  { sameSite, seconds }: { sameSite: SameSite; seconds?: number },
): string {
  const age = seconds === undefined ? '' : `; Max-Age=${seconds}`;
  return `${name}=${value}; Path=/; Secure; HttpOnly; SameSite=${sameSite}${age}`;
}

/** A `Set-Cookie` that removes the cookie. */
export function clearCookie(name: string, sameSite: SameSite): string {
  return writeCookie(name, '', { sameSite, seconds: 0 });
}
