/** Opens what evidence is encrypted under, and where its bodies go. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { ApprovalKeys } from './approval-keys.ts';
import { SetupError } from './errors.ts';
import type { Evidence } from './evidence.ts';
import { BodyStore } from './ledger/bodies/body-store.ts';
import type { KeyEncryption } from './ledger/seal/key-encryption.ts';
import { defaultKeyFile, openDefaultKey, openKeys } from './ledger/seal/open-keys.ts';
import { Sessions } from './ledger/seal/sessions.ts';
import type { Config } from './types.ts';

/**
 * The key-encryption keys, the first of which wraps. Where none is configured, one is made at the first start, and said
 * loudly. Throws a SetupError.
 */
export async function openEvidenceKeys(config: Config, log: Logger): Promise<KeyEncryption[]> {
  const { keys } = config.ledger;
  if (keys.length > 0) return openKeys(keys);
  const { stateDir } = config.gateway;
  const file = defaultKeyFile(stateDir);
  // Once there is a ledger, another key in the place of the first would make it unreadable unseen.
  const { key, made } = await openDefaultKey(file, existsSync(join(stateDir, 'ledger')));
  if (made) {
    log.warn(
      { file },
      'A KEY WAS MADE that all evidence is encrypted under: keep a copy of it elsewhere, for without it the ledger ' +
        'cannot be read (ledger.encryption.keys configures one from a file, the environment or Vault)',
    );
  }
  return [key];
}

/** Begins the gateway's own session. Throws a SetupError where its key cannot be wrapped. */
export async function openSessions(
  config: Config,
  keys: readonly KeyEncryption[],
): Promise<Sessions> {
  const key = keys[0]!;
  try {
    return await Sessions.open({ key, ...config.ledger.session });
  } catch (error) {
    const { cause } = error as Error;
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new SetupError([`ledger.encryption.keys: ${key.id} cannot be used: ${why}`], error);
  }
}

/** Opens the store of bodies, in the directory of a ledger that this process has opened. */
export async function openEvidence(dir: string, sessions: Sessions): Promise<Evidence> {
  return {
    sessions,
    bodies: await BodyStore.open({ dir }),
    approvals: new ApprovalKeys(() => sessions.own),
  };
}
