/**
 * A key in the transit engine of HashiCorp Vault, which never leaves it
 * (https://developer.hashicorp.com/vault/api-docs/secret/transit). It must be of a type with associated
 * data: aes128-gcm96, aes256-gcm96 or chacha20-poly1305.
 */
import { timingSafeEqual } from 'node:crypto';
import { KEY_BYTES } from './cipher.ts';
import { associateSession, type KeyEncryption } from './key-encryption.ts';
import { readLimited } from '../../read-limited.ts';

/** Where the key is, and how to get at it. */
export interface VaultOptions {
  /** Base URL, without a slash at its end. */
  address: string;
  /** Path of the engine, such as `transit`. */
  mount: string;
  /** Name of the key in the engine. */
  key: string;
  namespace?: string;
  /** The token; read at every call, for an agent of Vault renews it in a file. */
  token: { read(): string };
  /** Milliseconds that an answer may take. */
  timeout?: number;
}

const TIMEOUT = 5000;
/** Far more than a wrapped key takes. */
const MAX_ANSWER = 65_536;
const CIPHERTEXT = /^vault:v[1-9][0-9]*:[A-Za-z0-9+/]+={0,2}$/;

/** A key-encryption key of Vault. */
export function openVaultKey(id: string, options: VaultOptions): KeyEncryption {
  const unwrap = async (session: string, wrapped: string): Promise<Buffer> => {
    const plaintext = await call(options, 'decrypt', 'plaintext', {
      ciphertext: wrapped,
      associated_data: associateSession(session).toString('base64'),
    });
    const key = Buffer.from(plaintext, 'base64');
    if (key.length !== KEY_BYTES) throw new Error('Vault opened something that is not a key');
    return key;
  };
  return {
    id,
    unwrap,
    async wrap(session, key) {
      const wrapped = await call(options, 'encrypt', 'ciphertext', {
        plaintext: key.toString('base64'),
        associated_data: associateSession(session).toString('base64'),
      });
      if (!CIPHERTEXT.test(wrapped)) throw new Error('Vault answered what is not a ciphertext');
      // What does not open now never will, and the evidence of a whole session with it.
      const opened = await unwrap(session, wrapped);
      if (!timingSafeEqual(opened, key)) throw new Error('Vault opens another key than it wrapped');
      return wrapped;
    },
  };
}

async function call(
  { address, mount, key, namespace, token, timeout = TIMEOUT }: VaultOptions,
  action: 'encrypt' | 'decrypt',
  member: 'ciphertext' | 'plaintext',
  body: Record<string, string>,
): Promise<string> {
  const response = await fetch(`${address}/v1/${mount}/${action}/${encodeURIComponent(key)}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'x-vault-token': token.read(),
      'x-vault-request': 'true',
      ...(namespace !== undefined && { 'x-vault-namespace': namespace }),
    },
    body: JSON.stringify(body),
    // Vault's standby nodes redirect to the active one; the token must not follow to another place.
    redirect: 'error',
    signal: AbortSignal.timeout(timeout),
  });
  const text = await readText(response);
  if (response.status !== 200) {
    throw new Error(`Vault answered ${action} with status ${response.status}${readErrors(text)}`);
  }
  const value = parse(text)?.data?.[member];
  if (typeof value !== 'string') throw new Error(`Vault's answer has no data.${member}`);
  return value;
}

async function readText(response: Response): Promise<string> {
  const bytes = await readLimited(response.body, MAX_ANSWER);
  if (!bytes) throw new Error('Vault answered too much');
  return bytes.toString();
}

/** Vault's own words, without what would break a line of the log. */
function readErrors(text: string): string {
  const errors = parse(text)?.errors;
  if (!Array.isArray(errors) || errors.length === 0) return '';
  return `: ${errors
    .map(String)
    .join('; ')
    .replaceAll(/\p{Cc}/gu, ' ')
    .slice(0, 200)}`;
}

function parse(text: string): { data?: Record<string, unknown>; errors?: unknown } | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
