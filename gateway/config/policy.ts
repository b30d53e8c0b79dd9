/** Where the policy comes from. */
import { createPublicKey } from 'node:crypto';
import { resolve } from 'node:path';
import type { ConfigFile, PolicyKeySection, PolicyServiceSection } from '../../schemas/types.ts';
import type { Config, PolicyService } from '../types.ts';
import { checkFile } from './disk.ts';
import { readText } from './files.ts';
import type { Place, Pruned } from './place.ts';
import { resolveSecret } from './resolve-secret.ts';
import { headerRule } from './secret.ts';
import { checkNames } from './unique.ts';
import { duration, size } from './units.ts';
import { checkKeysUrl } from './urls.ts';

/** A bundle's file or a channel of a bundle server, and what the policy may use. */
export function resolvePolicy(
  place: Place,
  raw: Pruned<ConfigFile>['policy'] = {},
  baseDir: string,
  env: NodeJS.ProcessEnv,
): Config['policy'] {
  if ((raw.bundle === undefined) === (raw.service === undefined)) {
    place.fault('must have either bundle, a file, or service, a channel of a bundle server');
  }
  const bundle = raw.bundle === undefined ? undefined : resolve(baseDir, raw.bundle);
  if (bundle !== undefined) checkFile(place.at('bundle'), bundle);
  return {
    ...(bundle !== undefined && { bundle }),
    ...(raw.service && {
      service: resolveService(place.at('service'), raw.service, baseDir, env),
    }),
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
  if (raw.url !== undefined) checkKeysUrl(place.at('url'), raw.url);
  const keys = place.at('keys').need(raw.keys, []);
  checkNames(place.at('keys'), 'id', keys);
  const token = raw.token && resolveSecret(place.at('token'), raw.token, baseDir, env, headerRule);
  return {
    url: place.at('url').need(raw.url, ''),
    ...(raw.scope !== undefined && { scope: raw.scope }),
    keys: keys.flatMap((key, index) =>
      key === undefined ? [] : resolveKey(place.at('keys', index), key, baseDir),
    ),
    ...(token && { token }),
    wait: duration(place.at('wait'), raw.wait, '10m'),
    poll: duration(place.at('poll'), raw.poll, '24h'),
    maxAge: duration(place.at('max_age'), raw.max_age, '720h'),
    denyWhenStale: raw.when_stale === 'deny',
  };
}

function resolveKey(
  place: Place,
  raw: Pruned<PolicyKeySection>,
  baseDir: string,
): PolicyService['keys'] {
  const file = place.at('file').need(raw.file, '');
  const id = place.at('id').need(raw.id, '');
  const algorithm = place.at('algorithm').need(raw.algorithm, 'EdDSA');
  if (file === '') return [];
  try {
    const publicKey = readText(resolve(baseDir, file));
    createPublicKey(publicKey);
    if (publicKey.includes('PRIVATE KEY')) throw new Error('it is a private key');
    return [{ id, algorithm, publicKey }];
  } catch (error) {
    place.at('file').fault(`must be a PEM file of a public key: ${(error as Error).message}`);
    return [];
  }
}
