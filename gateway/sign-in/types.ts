import type { Approver } from '../approval/approvals.ts';

/** Tokens of a session by OpenID Connect; only ever in memory. */
export interface Tokens {
  access: string;
  /** Milliseconds since the epoch; absent where the provider does not say. */
  expiresAt?: number;
  refresh?: string;
}

/** Somebody whom a provider has vouched for. */
export interface SignedIn {
  person: Approver;
  /** What people call them. */
  name?: string;
  /** The session at the provider (OpenID Connect's `sid`), by which it ends ours. */
  sid?: string;
  /** When the provider spoke, milliseconds since the epoch. */
  saidAt: number;
  /** Until when the provider wants it to hold at most, milliseconds since the epoch. */
  until?: number;
  tokens?: Tokens;
}

/** Why somebody was not signed in; the page has words for each. */
export type SignInFault = 'cancelled' | 'expired' | 'refused' | 'unavailable';

/** A sign-in that came to nothing. The message is for the operator's log and says nothing secret. */
export class SignInError extends Error {
  override readonly name = 'SignInError';
  readonly fault: SignInFault;

  constructor(fault: SignInFault, message: string) {
    super(message);
    this.fault = fault;
  }
}
