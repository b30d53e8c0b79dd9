import type { RedactionKeys } from '../types.ts';
import type { MaskKeys } from './methods/keyring.ts';

/** The configured keys, as methods read them: a rotated file takes effect with the next body. */
export function maskKeysOf({ keys, encryption }: RedactionKeys): MaskKeys {
  return {
    keys: () => keys.map(({ id, secret }) => ({ id, secret: secret.read() })),
    encryption: encryption && {
      id: encryption.id,
      publicKey: encryption.publicKey,
      privateKey: encryption.privateKey && (() => encryption.privateKey!.read()),
    },
  };
}
