/** Reads, checks and resolves the configuration of the bundle server. */
import { createPublicKey } from 'node:crypto';
import { dirname, join, resolve } from 'node:path';
import { readText } from '../../gateway/config/files.ts';
import { resolveIssuer } from '../../gateway/config/issuer.ts';
import { resolveListener } from '../../gateway/config/listener.ts';
import { readAuthorities } from '../../gateway/config/pem.ts';
import { Place } from '../../gateway/config/place.ts';
import { duration, size } from '../../gateway/config/units.ts';
import type { Trust } from '../trust.ts';
import type { BundleServerConfig, ServerConfigFile } from './config-file.ts';
import schema from './config.json' with { type: 'json' };
import { checkGrant, resolveGrant } from './grants.ts';
import { readConfig } from './read-config.ts';

/** The built-in policy. */
const POLICY_DIR = join(import.meta.dirname, 'policies');

/** The configuration in `file`. Throws one SetupError with every fault, each with line and path. */
export function loadServerConfig(
  file: string,
  env: NodeJS.ProcessEnv = process.env,
): BundleServerConfig {
  const { value, faults } = readConfig(file, schema, env);
  const raw = value as ServerConfigFile;
  const root = new Place(faults);
  const baseDir = dirname(resolve(file));
  const config: BundleServerConfig = {
    ...resolveServer(root.at('server'), raw.server, baseDir),
    issuers: raw.identity.issuers.map((issuer, index) =>
      resolveIssuer(root.at('identity', 'issuers', index), issuer, baseDir),
    ),
    policyDir: raw.policy.dir === undefined ? POLICY_DIR : resolve(baseDir, raw.policy.dir),
    channels: resolveChannels(root.at('channels'), raw.channels, baseDir),
    grants: raw.grants.map(resolveGrant),
    logLevel: raw.log.level,
  };
  raw.grants.forEach((grant, index) => checkGrant(root.at('grants', index), grant, raw));
  faults.throwIfAny();
  return config;
}

type ServerPart = Omit<
  BundleServerConfig,
  'issuers' | 'policyDir' | 'channels' | 'grants' | 'logLevel'
>;

function resolveServer(place: Place, raw: ServerConfigFile['server'], baseDir: string): ServerPart {
  if (raw.client_ca !== undefined && raw.listen.tls === undefined) {
    place.at('client_ca').fault('needs listen.tls: client certificates are shown over TLS only');
  }
  const listen = resolveListener(place.at('listen'), raw.listen, baseDir);
  const admin = raw.admin && resolveListener(place.at('admin'), raw.admin, baseDir);
  if (admin !== undefined && admin.port !== 0 && admin.port === listen.port) {
    place.at('admin', 'port').fault('must differ from server.listen.port');
  }
  const after = place.at('retention', 'after');
  return {
    listen,
    ...(admin && { admin }),
    ...(raw.client_ca !== undefined && {
      clientCa: readAuthorities(place.at('client_ca'), raw.client_ca, baseDir),
    }),
    stateDir: resolve(baseDir, raw.state_dir),
    ...(raw.retention && {
      retention: {
        after: duration(after, raw.retention.after, '87600h'),
        keepLast: raw.retention.keep_last,
      },
    }),
    maxBundle: size(place.at('max_bundle'), raw.max_bundle, ['1KiB', '64MiB']),
    uploadTimeout: duration(place.at('upload_timeout'), raw.upload_timeout, '10m'),
    publishesPerMinute: raw.publishes_per_minute,
    maxWait: duration(place.at('max_wait'), raw.max_wait, '1h'),
    maxWaiting: raw.max_waiting,
    read: raw.read,
  };
}

function resolveChannels(
  place: Place,
  raw: ServerConfigFile['channels'],
  baseDir: string,
): Map<string, Trust> {
  const channels = new Map<string, Trust>();
  raw.forEach(({ name, scope = name, keys }, index) => {
    if (channels.has(name)) place.at(index, 'name').fault('is that of an earlier channel');
    const ids = keys.map(({ id }) => id);
    if (new Set(ids).size < ids.length) place.at(index, 'keys').fault('must not have an id twice');
    channels.set(name, {
      scope,
      keys: keys.map(({ id, algorithm, public_key: file }, at) => ({
        id,
        algorithm,
        publicKey: readPublicKey(place.at(index, 'keys', at, 'public_key'), resolve(baseDir, file)),
      })),
    });
  });
  return channels;
}

function readPublicKey(place: Place, file: string): string {
  try {
    const pem = readText(file);
    // `createPublicKey` would take a private key and derive the public one: it must not lie here.
    if (!pem.trimStart().startsWith('-----BEGIN PUBLIC KEY-----')) throw new Error('other PEM');
    createPublicKey(pem);
    return pem;
  } catch {
    place.fault('must be a file of one PEM public key (`-----BEGIN PUBLIC KEY-----`)');
    return '';
  }
}
