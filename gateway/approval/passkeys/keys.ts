import { Refusal } from '../../errors.ts';
import type { PasskeyOptions } from '../contract.ts';
import type { Core } from '../core.ts';
import type { Account } from '../types.ts';

/** A passkey as it is stored. */
export interface StoredPasskey {
  /** The credential's id, in base64url. */
  id: string;
  name: string;
  /** COSE key (RFC 9052). */
  publicKey: Uint8Array<ArrayBuffer>;
  counter: number;
  transports: string[];
  /** Milliseconds since the epoch. */
  madeAt: number;
}

interface Row {
  id: string;
  name: string;
  public_key: Uint8Array;
  counter: number;
  transports: string;
  made_at: number;
}

/** The passkeys of an account. */
export function findPasskeys(core: Core, { issuer, subject }: Account): StoredPasskey[] {
  const rows = core.store.all('passkeys', { issuer, subject }) as Row[];
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    publicKey: Uint8Array.from(row.public_key),
    counter: row.counter,
    transports: JSON.parse(row.transports) as string[],
    madeAt: row.made_at,
  }));
}

/** The relying party. Throws a Refusal `step-up-required` where none is configured. */
export function requirePasskeys(core: Core): PasskeyOptions {
  const { passkeys } = core.options;
  if (passkeys) return passkeys;
  throw new Refusal(
    'step-up-required',
    'This gateway knows no passkeys: the operator must configure approvals.passkeys.',
  );
}
