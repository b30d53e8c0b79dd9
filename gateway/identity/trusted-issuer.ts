import { decodeJwt, type JWTVerifyOptions } from 'jose';
import { Refusal } from '../errors.ts';
import type { IssuerConfig } from '../types.ts';
import { IssuerKeys, type IdentityEvent } from './issuer-keys.ts';
import { tokenInvalid } from './token-invalid.ts';

/** An issuer whose tokens are believed for one purpose. */
export interface TrustedIssuer {
  config: IssuerConfig;
  /** One of these must be in `aud`. */
  audience: string[];
  keys: IssuerKeys;
  /** What jose checks, but for the time. */
  options: JWTVerifyOptions;
}

/** Begins to load the issuer's keys. */
export function trustIssuer(
  config: IssuerConfig,
  audience: string[],
  now: () => number,
  log: (event: IdentityEvent) => void,
): TrustedIssuer {
  return {
    config,
    audience,
    keys: new IssuerKeys(config, now, log),
    options: {
      issuer: config.issuer,
      audience,
      algorithms: config.algorithms,
      requiredClaims: ['sub', 'exp', 'iat', ...config.requiredClaims],
      clockTolerance: config.clockTolerance / 1000,
    },
  };
}

/** The issuer that the token names, before anything of it is verified; the name must match to the letter. */
export function chooseIssuer(
  token: string,
  issuers: ReadonlyMap<string, TrustedIssuer>,
): TrustedIssuer {
  const { iss } = decodeClaims(token);
  const issuer = typeof iss === 'string' ? issuers.get(iss) : undefined;
  if (issuer === undefined) {
    throw new Refusal(
      'issuer-unknown',
      'The claim `iss` names no issuer that is accepted here; get a token from one that is.',
    );
  }
  return issuer;
}

function decodeClaims(token: string): { iss?: unknown } {
  try {
    return decodeJwt(token);
  } catch {
    throw tokenInvalid('The claims of the token cannot be read; they must be a JSON object.');
  }
}
