/** The keys of masks. */
import { createPrivateKey } from 'node:crypto';
import { resolve } from 'node:path';
import type { ConfigFile, EncryptionSection } from '../../schemas/types.ts';
import type { RedactionKeys, Secret } from '../types.ts';
import { readText } from './files.ts';
import type { Place, Pruned } from './place.ts';
import { readPublicKey } from './public-key.ts';
import { resolveSecret } from './resolve-secret.ts';
import { keyRule } from './secret.ts';
import type { Surroundings } from './surroundings.ts';
import { checkNames } from './unique.ts';

/** Resolves the section; without it there are no keys, and masks that need one are refused. */
export function resolveRedaction(
  place: Place,
  raw: Pruned<ConfigFile>['redaction'] = {},
  { baseDir, env }: Surroundings,
): RedactionKeys {
  const keys = raw.keys ?? [];
  checkNames(place.at('keys'), 'id', keys);
  const encryption =
    raw.encryption && resolveEncryption(place.at('encryption'), raw.encryption, baseDir);
  return {
    keys: keys.flatMap((key, index) => {
      if (key === undefined) return [];
      const at = place.at('keys', index);
      const id = at.at('id').need(key.id, '');
      return [{ id, secret: resolveSecret(at.at('secret'), key.secret, baseDir, env, keyRule) }];
    }),
    ...(encryption && { encryption }),
  };
}

function resolveEncryption(
  place: Place,
  raw: Pruned<EncryptionSection>,
  baseDir: string,
): RedactionKeys['encryption'] {
  const publicKey = readPublicKey(place.at('public_key'), raw.public_key, baseDir);
  if (publicKey === undefined) return undefined;
  return {
    id: place.at('id').need(raw.id, ''),
    publicKey,
    ...(raw.private_key !== undefined && {
      privateKey: readPrivateKey(place.at('private_key'), resolve(baseDir, raw.private_key)),
    }),
  };
}

/** Read when it is needed, so that it is not in the memory of a gateway that restores nothing. */
function readPrivateKey(place: Place, file: string): Secret {
  const secret = {
    read: () => {
      const pem = readText(file);
      createPrivateKey(pem);
      return pem;
    },
    toJSON: () => ({ file }),
  };
  try {
    secret.read();
  } catch (error) {
    place.fault(`must be a PEM file of a private key: ${(error as Error).message}`);
  }
  return secret;
}
