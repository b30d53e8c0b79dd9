import { resolve } from 'node:path';
import type { IssuerSection } from '../../schemas/types.ts';
import type { IssuerConfig } from '../types.ts';
import { readText } from './files.ts';
import type { Place, Pruned } from './place.ts';
import { duration } from './units.ts';
import { checkIssuer, checkKeysUrl } from './urls.ts';

/** An issuer of tokens. */
export function resolveIssuer(
  place: Place,
  raw: Pruned<IssuerSection>,
  baseDir: string,
): IssuerConfig {
  const audience = list(place.at('audience'), raw.audience);
  const adminAudience = raw.admin_audience && list(place.at('admin_audience'), raw.admin_audience);
  adminAudience?.forEach((name, index) => {
    if (audience.includes(name)) {
      const item = place.at('admin_audience', index);
      item.fault("must not be in audience too: an agent's token would open the admin API");
    }
  });
  const types = list(place.at('types'), raw.types);
  checkTypes(place.at('types'), types);
  if (raw.issuer !== undefined) checkIssuer(place.at('issuer'), raw.issuer);
  return {
    issuer: place.at('issuer').need(raw.issuer, ''),
    audience,
    ...(adminAudience && { adminAudience }),
    ...resolveKeys(place, raw, baseDir),
    algorithms: list(place.at('algorithms'), raw.algorithms),
    types,
    clockTolerance: duration(place.at('clock_tolerance'), raw.clock_tolerance, '10m'),
    maxLifetime: duration(place.at('max_lifetime'), raw.max_lifetime, '168h'),
    requiredClaims: list(place.at('required_claims'), raw.required_claims),
    groupsClaim: place.at('groups_claim').need(raw.groups_claim, ''),
    ...(raw.person_claim !== undefined && { personClaim: raw.person_claim }),
    keysMaxAge: duration(place.at('keys_max_age'), raw.keys_max_age, '168h'),
  };
}

function resolveKeys(
  place: Place,
  raw: Pruned<IssuerSection>,
  baseDir: string,
): Pick<IssuerConfig, 'jwksUrl' | 'jwksFile'> {
  if (raw.jwks_url !== undefined && raw.jwks_file !== undefined) {
    place.at('jwks_file').fault('and jwks_url cannot both be given');
  }
  if (raw.jwks_url !== undefined) checkKeysUrl(place.at('jwks_url'), raw.jwks_url);
  const jwksFile = raw.jwks_file === undefined ? undefined : resolve(baseDir, raw.jwks_file);
  if (jwksFile !== undefined) checkKeySet(place.at('jwks_file'), jwksFile);
  return {
    ...(raw.jwks_url !== undefined && { jwksUrl: raw.jwks_url }),
    ...(jwksFile !== undefined && { jwksFile }),
  };
}

/** Adds a fault unless `file` is a JWK Set (RFC 7517 section 5) with a key in it. */
function checkKeySet(place: Place, file: string): void {
  let text: string;
  try {
    text = readText(file);
  } catch (error) {
    place.fault(`names a file that cannot be used: ${(error as Error).message}`);
    return;
  }
  try {
    const { keys } = JSON.parse(text) as { keys?: unknown };
    if (!Array.isArray(keys) || keys.length === 0) throw new Error('no keys');
  } catch {
    place.fault('must be a file of a JSON Web Key Set with at least one key');
  }
}

/** A type that could never match would refuse every token without a word on why. */
function checkTypes(place: Place, types: string[]): void {
  types.forEach((type, index) => {
    if (!/^[a-z0-9.+-]+$/.test(type)) {
      place.at(index).fault('must be a type in lower case, without `application/`');
    }
  });
}

function list(place: Place, items: (string | undefined)[] | undefined): string[] {
  return place.need(items, []).filter((item) => item !== undefined);
}
