/** The ledger, and the keys that its evidence is encrypted under. */
import { join, resolve } from 'node:path';
import type {
  ConfigFile,
  EvidenceKeySection,
  RetentionSection,
  VaultKeySection,
  WitnessSection,
} from '../../schemas/types.ts';
import { COSIGNATURE, parseVkey } from '../ledger/notes/keys.ts';
import { checkLocalKey } from '../ledger/seal/local-key.ts';
import type { Config, EvidenceKey, LedgerConfig } from '../types.ts';
import type { Place, Pruned } from './place.ts';
import { resolveSecret } from './resolve-secret.ts';
import { headerRule } from './secret.ts';
import type { Surroundings } from './surroundings.ts';
import { checkNames } from './unique.ts';
import { count, duration, size } from './units.ts';
import { checkKeysUrl } from './urls.ts';

/** Resolves the section, which takes its defaults from the gateway's. */
export function resolveLedger(
  place: Place,
  raw: Pruned<ConfigFile>['ledger'] = {},
  { id, stateDir }: Config['gateway'],
  surroundings: Surroundings,
): LedgerConfig {
  const refusals = place.at('refusals_per_second');
  const keys = raw.encryption?.keys ?? [];
  const keysPlace = place.at('encryption', 'keys');
  checkNames(keysPlace, 'id', keys);
  const session = place.at('session');
  return {
    segmentBytes: size(place.at('segment_bytes'), raw.segment_bytes, ['4KiB', '1GiB']),
    segmentAge: duration(place.at('segment_age'), raw.segment_age, '8760h'),
    origin: raw.origin ?? `regent/${id}`,
    signingKey:
      raw.signing_key === undefined
        ? join(stateDir, 'keys', 'checkpoint.pem')
        : resolve(surroundings.baseDir, raw.signing_key),
    retention: resolveRules(place.at('retention'), raw.retention ?? []),
    witnesses: resolveWitnesses(place.at('witnesses'), raw.witnesses ?? []),
    readers: (raw.reading?.groups ?? []).filter((group) => group !== undefined),
    refusalsPerSecond: count(refusals, raw.refusals_per_second, 100_000),
    keys: keys.flatMap((key, index) =>
      key === undefined ? [] : [resolveKey(keysPlace.at(index), key, surroundings)],
    ),
    session: {
      idle: duration(session.at('idle'), raw.session?.idle, '24h'),
      max: duration(session.at('max'), raw.session?.max, '168h'),
    },
    erasers: (raw.erasure?.groups ?? []).filter((group) => group !== undefined),
  };
}

const KEPT_FOR: Record<string, number> = { h: 3_600_000, d: 86_400_000 };

function resolveRules(
  place: Place,
  rules: readonly (Pruned<RetentionSection> | undefined)[],
): LedgerConfig['retention'] {
  checkNames(place, 'connection', rules);
  const general = rules.filter((rule) => rule !== undefined && !('connection' in rule));
  if (general.length > 1) place.fault('must have at most one rule without a connection');
  return rules.flatMap((rule, index) =>
    rule === undefined ? [] : [resolveRule(place.at(index), rule)],
  );
}

function resolveWitnesses(
  place: Place,
  witnesses: readonly (Pruned<WitnessSection> | undefined)[],
): LedgerConfig['witnesses'] {
  checkNames(place, 'key', witnesses);
  return witnesses.flatMap((witness, index) => {
    if (witness === undefined) return [];
    const [url, vkey] = [witness.url ?? '', witness.key ?? ''];
    if (url !== '') checkKeysUrl(place.at(index, 'url'), url);
    if (vkey !== '') checkWitnessKey(place.at(index, 'key'), vkey);
    return [{ url, vkey }];
  });
}

function checkWitnessKey(place: Place, vkey: string): void {
  try {
    if (parseVkey(vkey).type !== COSIGNATURE)
      throw new Error('it is the key of a log: a witness has one of type 4');
  } catch (error) {
    place.fault(`must be the key that regent witness keygen printed: ${(error as Error).message}`);
  }
}

function resolveRule(
  place: Place,
  { connection, keep }: Pruned<RetentionSection>,
): LedgerConfig['retention'][number] {
  const text = place.at('keep').need(keep, '1h');
  return {
    ...(connection !== undefined && { connection }),
    keep: Number.parseInt(text, 10) * KEPT_FOR[text.at(-1)!]!,
  };
}

function resolveKey(
  place: Place,
  raw: Pruned<EvidenceKeySection>,
  surroundings: Surroundings,
): EvidenceKey {
  const id = place.at('id').need(raw.id, '');
  if ('vault' in raw) {
    return { id, vault: resolveVault(place.at('vault'), raw.vault ?? {}, surroundings) };
  }
  const { baseDir, env } = surroundings;
  const source = 'env' in raw ? { env: raw.env } : { file: 'file' in raw ? raw.file : undefined };
  return { id, secret: resolveSecret(place, source, baseDir, env, checkLocalKey) };
}

function resolveVault(
  place: Place,
  raw: Pruned<VaultKeySection>,
  { baseDir, env }: Surroundings,
): Extract<EvidenceKey, { vault: unknown }>['vault'] {
  if (raw.address !== undefined) {
    checkKeysUrl(place.at('address'), raw.address);
    if (raw.address.includes('?')) place.at('address').fault('must have no query');
  }
  return {
    address: place.at('address').need(raw.address, '').replace(/\/+$/, ''),
    mount: raw.mount ?? 'transit',
    key: place.at('key').need(raw.key, ''),
    ...(raw.namespace !== undefined && { namespace: raw.namespace }),
    token: resolveSecret(place.at('token'), raw.token, baseDir, env, headerRule),
  };
}
