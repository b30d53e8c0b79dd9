/** An address in two: `domain` begins with the `@`. */
export interface EmailParts {
  local: string;
  domain: string;
}

/**
 * An address as people have it: a dot-string and a domain name, both perhaps beyond ASCII (RFC 5321
 * section 4.1.2, RFC 6531 section 3.3). Quoted local parts and address literals, which could hold
 * further `@`, are not taken for one.
 */
const EMAIL =
  /^([^\s\p{C}"(),:;<>@[\\\]]+)(@[\p{L}\p{M}\p{N}-]{1,63}(?:\.[\p{L}\p{M}\p{N}-]{1,63})*)$/u;
/** RFC 5321 section 4.5.3.1, in octets. */
const MAX_LOCAL = 64;
const MAX_DOMAIN = 255;

/** Takes an email address apart; undefined for any other text. */
export function splitEmail(text: string): EmailParts | undefined {
  if (text.length > MAX_LOCAL + 1 + MAX_DOMAIN) return undefined;
  const [, local, domain] = EMAIL.exec(text) ?? [];
  if (local === undefined || domain === undefined) return undefined;
  if (Buffer.byteLength(local) > MAX_LOCAL || Buffer.byteLength(domain) > MAX_DOMAIN + 1) {
    return undefined;
  }
  return { local, domain };
}
