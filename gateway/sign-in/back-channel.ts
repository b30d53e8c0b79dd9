import {
  createLogoutVerifier,
  type Logout,
  type LogoutVerifier,
} from '../identity/verify-logout.ts';
import type { OidcWayConfig } from '../types.ts';
import type { Sessions } from './sessions.ts';
import type { SignedIn } from './types.ts';
import { UsedOnce } from './used-once.ts';

/** So long a logout is remembered, for sign-ins that were under way; in milliseconds. */
const REMEMBERED = 10 * 60_000;

/** How a provider ends sessions of ours (OpenID Connect Back-Channel Logout 1.0). */
export class BackChannel {
  readonly #way: string;
  readonly #sessions: Sessions;
  readonly #now: () => number;
  readonly #verifier: LogoutVerifier;
  readonly #used: UsedOnce;
  #recent: Logout[] = [];

  constructor({ name, issuer, clientId }: OidcWayConfig, sessions: Sessions, now: () => number) {
    this.#way = name;
    this.#sessions = sessions;
    this.#now = now;
    this.#verifier = createLogoutVerifier(issuer, clientId, now);
    this.#used = new UsedOnce(now);
  }

  /** Ends what the token is about and gives how many sessions that were. Throws a Refusal for a bad token. */
  async logout(token: string): Promise<number> {
    const logout = await this.#verifier.verify(token);
    // Once more it would end a session that began since.
    if (!this.#used.use(logout.id, logout.issuedAt + REMEMBERED)) return 0;
    this.#recent = this.#recent.filter(({ issuedAt }) => issuedAt + REMEMBERED > this.#now());
    this.#recent.push(logout);
    return this.#sessions.endWhere(
      (session) => session.way === this.#way && session.kind === 'oidc' && isMeant(session, logout),
    );
  }

  /** Whether the provider has ended it before it began here. */
  hasEnded(signedIn: SignedIn): boolean {
    return this.#recent.some((logout) => isMeant(signedIn, logout));
  }

  close(): void {
    this.#verifier.close();
  }
}

/** A provider that gives no `sid` to sessions ends all of a person. */
function isMeant({ person, sid, saidAt }: SignedIn, logout: Logout): boolean {
  if (person.issuer !== logout.issuer || saidAt > logout.issuedAt) return false;
  if (logout.subject !== undefined && person.subject !== logout.subject) return false;
  if (logout.sid === undefined) return true;
  return sid === undefined ? logout.subject !== undefined : sid === logout.sid;
}
