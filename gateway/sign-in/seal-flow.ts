import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

/** A sign-in that is under way, as the browser keeps it: bound to it, and unreadable to it. */
export interface Flow {
  kind: 'oidc' | 'saml';
  /** Name of the way. */
  way: string;
  /** Path to go to afterwards. */
  to: string;
  /** Milliseconds since the epoch. */
  begunAt: number;
  /** `state` of OpenID Connect; id of SAML's request. */
  id: string;
  nonce?: string;
  verifier?: string;
  /** Whether the person was asked to prove again that they are there. */
  fresh?: true;
}

/** How long somebody may take to sign in, in milliseconds. */
export const FLOW_LIFETIME = 10 * 60_000;

const IV_BYTES = 12;
const TAG_BYTES = 16;

/**
 * Seals sign-ins into cookies. What is under way takes no memory here, so whoever begins many fills
 * nothing. The key is of this process: a restart ends what is under way.
 */
export class FlowSealer {
  readonly #key = randomBytes(32);
  readonly #now: () => number;

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  /** The cookie's value: AES-256-GCM, in base64url. */
  seal(flow: Flow): string {
    const iv = randomBytes(IV_BYTES);
    const cipher = createCipheriv('aes-256-gcm', this.#key, iv);
    const sealed = Buffer.concat([cipher.update(JSON.stringify(flow), 'utf8'), cipher.final()]);
    return Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString('base64url');
  }

  /** What was sealed, where it is of this way and not too old; else undefined. */
  open(text: string | undefined, kind: Flow['kind'], way: string): Flow | undefined {
    const flow = text === undefined ? undefined : this.#decrypt(Buffer.from(text, 'base64url'));
    if (flow?.kind !== kind || flow.way !== way) return undefined;
    return this.#now() - flow.begunAt < FLOW_LIFETIME ? flow : undefined;
  }

  #decrypt(bytes: Buffer): Flow | undefined {
    if (bytes.length <= IV_BYTES + TAG_BYTES) return undefined;
    const decipher = createDecipheriv('aes-256-gcm', this.#key, bytes.subarray(0, IV_BYTES));
    decipher.setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
    try {
      const text = decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES));
      // Nothing is read before the tag is found to be right.
      return JSON.parse(Buffer.concat([text, decipher.final()]).toString('utf8')) as Flow;
    } catch {
      return undefined;
    }
  }
}
