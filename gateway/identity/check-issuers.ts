import { SetupError } from '../errors.ts';
import type { IssuerConfig } from '../types.ts';
import { findUrlFault } from './fetch-json.ts';

/**
 * Algorithms whose verification key is public. With a symmetric one whoever can verify can also sign,
 * and a public key would serve as the secret (RFC 8725 section 2.1).
 */
const ASYMMETRIC = new Set([
  'EdDSA',
  'Ed25519',
  'ES256',
  'ES384',
  'ES512',
  'PS256',
  'PS384',
  'PS512',
  'RS256',
  'RS384',
  'RS512',
]);

/** Throws a SetupError with every fault of the issuers that the configuration's schema cannot see. */
export function checkIssuers(issuers: readonly IssuerConfig[]): void {
  const faults = issuers.flatMap((issuer, index) => [
    ...findAlgorithmFaults(issuer, `identity.issuers[${index}]`),
    ...findAddressFaults(issuer, `identity.issuers[${index}]`),
    ...findRepeat(issuers, index),
  ]);
  if (faults.length > 0) throw new SetupError(faults);
}

function findAlgorithmFaults({ algorithms }: IssuerConfig, place: string): string[] {
  return algorithms
    .filter((algorithm) => !ASYMMETRIC.has(algorithm))
    .map((algorithm) => `${place}.algorithms: ${algorithm} is not an asymmetric algorithm`);
}

function findAddressFaults(issuer: IssuerConfig, place: string): string[] {
  if (issuer.jwksFile !== undefined) return [];
  const fault = findUrlFault(issuer.jwksUrl ?? issuer.issuer);
  if (fault === undefined) return [];
  const name = issuer.jwksUrl === undefined ? 'issuer' : 'jwks_url';
  return [`${place}.${name} ${fault}`];
}

/** Which of two entries counts would depend on their order. */
function findRepeat(issuers: readonly IssuerConfig[], index: number): string[] {
  const first = issuers.findIndex(({ issuer }) => issuer === issuers[index]?.issuer);
  if (first === index) return [];
  return [`identity.issuers[${index}].issuer is the same as that of identity.issuers[${first}]`];
}
