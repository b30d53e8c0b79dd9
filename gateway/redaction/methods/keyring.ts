import { createHmac, createSecretKey, hkdfSync, type KeyObject } from 'node:crypto';
import { Refusal } from '../../errors.ts';

/** The keys of masks, as the configuration has them. What reads a file may throw an Error. */
export interface MaskKeys {
  /** The first makes tokens; tokens of all are recognised. Empty where there are none. */
  keys(): readonly MaskKey[];
  encryption?: EncryptionKeys | undefined;
}

/** A key of `hash` and `pseudonym`. The id stands in tokens: `[a-z0-9-]{1,16}`. */
export interface MaskKey {
  id: string;
  /** At least 32 bytes. */
  secret: string;
}

/** The keys of `encrypt`: PEM, X25519 or P-256. */
export interface EncryptionKeys {
  /** Becomes the `kid`: `[a-z0-9-]{1,16}`. */
  id: string;
  /** SPKI. */
  publicKey: string;
  /** PKCS#8. Only what restores masked values needs it. */
  privateKey?: (() => string) | undefined;
}

/** What a key is used for. A new use gets a new name, so that no two uses share a key. */
export type KeyUse = 'hash' | 'pseudonym' | 'email' | 'digits' | 'encrypt';

const ID = /^[a-z0-9-]{1,16}$/;
/** A key shorter than the hash weakens it (RFC 2104 section 3). */
const MIN_KEY_BYTES = 32;
const PURPOSE = 'regent mask 1';

/**
 * The keys of one body: read at the first value that needs one, and derived once for each use and
 * scope. Throws a Refusal that names the member of the configuration that is missing or bad.
 */
export class Keyring {
  readonly #source: MaskKeys;
  readonly #derived = new Map<string, KeyObject>();
  #keys: readonly MaskKey[] | undefined;

  constructor(source: MaskKeys) {
    this.#source = source;
  }

  /** All keys, the active one first; at least one. */
  get all(): readonly MaskKey[] {
    const keys = this.#read();
    if (keys.length === 0) throw refuseKeys('redaction.keys', 'is missing');
    return keys;
  }

  /** The key that makes tokens. */
  get active(): MaskKey {
    return this.all[0]!;
  }

  /** Whether there is any key. */
  get isEmpty(): boolean {
    return this.#read().length === 0;
  }

  /** The keys of `encrypt`. */
  get encryption(): EncryptionKeys {
    const { encryption } = this.#source;
    if (!encryption) throw refuseKeys('redaction.encryption', 'is missing');
    if (!ID.test(encryption.id)) throw refuseKeys('redaction.encryption.id', 'is not a key id');
    return encryption;
  }

  /** The 32 bytes of a key for one use in one scope (HKDF, RFC 5869), apart from all others. */
  derive(key: MaskKey, use: KeyUse, scope = ''): KeyObject {
    // As JSON no two lists are written alike, even with NUL or half a character in the scope.
    const info = JSON.stringify([PURPOSE, key.id, use, scope]);
    let derived = this.#derived.get(info);
    if (!derived) {
      derived = createSecretKey(Buffer.from(hkdfSync('sha256', key.secret, '', info, 32)));
      this.#derived.set(info, derived);
    }
    return derived;
  }

  /** HMAC-SHA-256 by a key for one use in one scope. */
  sign(key: MaskKey, use: KeyUse, scope: string | undefined, text: string): Buffer {
    return createHmac('sha256', this.derive(key, use, scope))
      .update(text)
      .digest();
  }

  #read(): readonly MaskKey[] {
    this.#keys ??= readKeys(this.#source);
    return this.#keys;
  }
}

function readKeys(source: MaskKeys): readonly MaskKey[] {
  let keys: readonly MaskKey[];
  try {
    keys = source.keys();
  } catch (error) {
    throw refuseKeys('redaction.keys', 'cannot be read', error);
  }
  for (const { id, secret } of keys) {
    if (!ID.test(id)) throw refuseKeys('redaction.keys', 'has a bad key id');
    if (Buffer.byteLength(secret) < MIN_KEY_BYTES) {
      throw refuseKeys('redaction.keys', `has a secret of less than ${MIN_KEY_BYTES} bytes`);
    }
  }
  if (new Set(keys.map((key) => key.id)).size < keys.length) {
    throw refuseKeys('redaction.keys', 'has a key id twice');
  }
  return keys;
}

/** The Refusal for keys of the configuration that are missing or bad. */
export function refuseKeys(member: string, what: string, cause?: unknown): Refusal {
  const detail = `In the configuration of the gateway ${member} ${what}, and a mask needs it.`;
  return new Refusal('unmaskable-response', detail, {}, cause);
}
