import { KEY_BYTES, seal, unseal } from './cipher.ts';
import { associateSession, type KeyEncryption } from './key-encryption.ts';

/** What is wrong with the text of a key; undefined where nothing is. */
export function checkLocalKey(text: string): string | undefined {
  const key = Buffer.from(text, 'base64');
  if (key.length === KEY_BYTES && key.toString('base64') === text) return undefined;
  return `must be ${KEY_BYTES} random bytes in base64 (openssl rand -base64 ${KEY_BYTES})`;
}

/** A key-encryption key from its text, as it stands in a file or the environment. Throws where it is none. */
export function openLocalKey(id: string, text: string): KeyEncryption {
  const fault = checkLocalKey(text);
  if (fault !== undefined) throw new Error(`the evidence key ${id} ${fault}`);
  const key = Buffer.from(text, 'base64');
  return {
    id,
    async wrap(session, sessionKey) {
      return seal(key, sessionKey, associateSession(session)).toString('base64');
    },
    async unwrap(session, wrapped) {
      return unseal(key, Buffer.from(wrapped, 'base64'), associateSession(session));
    },
  };
}
