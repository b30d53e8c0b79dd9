/** Where the policy comes from. */
import { resolve } from 'node:path';
import type {
  ConfigFile,
  PolicyKeySection,
  PolicyServiceSection,
  PolicyShadowSection,
  PolicyTrustSection,
} from '../../schemas/types.ts';
import type { Config, PolicyService, PolicyTrust, ShadowConfig } from '../types.ts';
import { checkFile } from './disk.ts';
import type { Place, Pruned } from './place.ts';
import { readPublicKey } from './public-key.ts';
import { resolveSecret } from './resolve-secret.ts';
import { headerRule } from './secret.ts';
import { checkNames } from './unique.ts';
import type { Surroundings } from './surroundings.ts';
import { duration, size } from './units.ts';
import { checkKeysUrl } from './urls.ts';

/**
 * A bundle's file or a channel of a bundle server, whom it must be signed by, and what it may use.
 * `unsigned` is whether there may be nobody.
 */
export function resolvePolicy(
  place: Place,
  raw: Pruned<ConfigFile>['policy'] = {},
  { baseDir, env, unsigned }: Surroundings,
): Config['policy'] {
  if ((raw.bundle === undefined) === (raw.service === undefined)) {
    place.fault('must have either bundle, a file, or service, a channel of a bundle server');
  }
  const bundle = raw.bundle === undefined ? undefined : resolve(baseDir, raw.bundle);
  if (bundle !== undefined) checkFile(place.at('bundle'), bundle);
  const trust = place.at('trust');
  if (!unsigned) trust.need(raw.trust, {});
  return {
    ...(bundle !== undefined && { bundle }),
    ...(raw.service && { service: resolveService(place.at('service'), raw.service, baseDir, env) }),
    ...(raw.trust && { trust: resolveTrust(trust, raw.trust, baseDir) }),
    ...(raw.shadow && { shadow: resolveShadow(place.at('shadow'), raw.shadow, baseDir, env) }),
    maxSteps: place.at('max_steps').need(raw.max_steps, 0),
    // A Wasm memory has 32-bit addresses.
    maxMemory: size(place.at('max_memory'), raw.max_memory, ['1MiB', '4GiB']),
  };
}

function resolveService(
  place: Place,
  raw: Pruned<PolicyServiceSection>,
  baseDir: string,
  env: NodeJS.ProcessEnv,
): PolicyService {
  return {
    ...resolveChannel(place, raw, baseDir, env),
    maxAge: duration(place.at('max_age'), raw.max_age, '720h'),
    denyWhenStale: raw.when_stale === 'deny',
  };
}

function resolveShadow(
  place: Place,
  raw: Pruned<PolicyShadowSection>,
  baseDir: string,
  env: NodeJS.ProcessEnv,
): ShadowConfig {
  return {
    ...resolveChannel(place, raw, baseDir, env),
    ...(raw.scope !== undefined && { scope: raw.scope }),
    share: place.at('share').need(raw.share, 1),
  };
}

function resolveChannel(
  place: Place,
  raw: Pruned<PolicyServiceSection | PolicyShadowSection>,
  baseDir: string,
  env: NodeJS.ProcessEnv,
): Pick<PolicyService, 'url' | 'token' | 'wait' | 'poll'> {
  if (raw.url !== undefined) checkKeysUrl(place.at('url'), raw.url);
  const token = raw.token && resolveSecret(place.at('token'), raw.token, baseDir, env, headerRule);
  return {
    url: place.at('url').need(raw.url, ''),
    ...(token && { token }),
    wait: duration(place.at('wait'), raw.wait, '10m'),
    poll: duration(place.at('poll'), raw.poll, '24h'),
  };
}

function resolveTrust(place: Place, raw: Pruned<PolicyTrustSection>, baseDir: string): PolicyTrust {
  const keys = place.at('keys').need(raw.keys, []);
  checkNames(place.at('keys'), 'id', keys);
  return {
    ...(raw.scope !== undefined && { scope: raw.scope }),
    keys: keys.flatMap((key, index) =>
      key === undefined ? [] : resolveKey(place.at('keys', index), key, baseDir),
    ),
  };
}

function resolveKey(
  place: Place,
  raw: Pruned<PolicyKeySection>,
  baseDir: string,
): PolicyTrust['keys'] {
  const id = place.at('id').need(raw.id, '');
  const algorithm = place.at('algorithm').need(raw.algorithm, 'EdDSA');
  const publicKey = readPublicKey(place.at('file'), raw.file, baseDir);
  return publicKey === undefined ? [] : [{ id, algorithm, publicKey }];
}
