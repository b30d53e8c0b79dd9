import { BackChannel } from './back-channel.ts';
import type { ConsoleConfig } from '../types.ts';
import { OidcWay } from './oidc-way.ts';
import { SamlWay } from './saml-way.ts';
import { FlowSealer } from './seal-flow.ts';
import { Sessions, type Session } from './sessions.ts';

/** How people sign in to the page. */
export interface SignIn {
  config: ConsoleConfig;
  sessions: Sessions;
  flows: FlowSealer;
  /** By name. */
  oidc: ReadonlyMap<string, OidcWay>;
  /** Of the providers of OpenID Connect, by name of the way. */
  backChannels: ReadonlyMap<string, BackChannel>;
  /** By name. */
  saml: ReadonlyMap<string, SamlWay>;
  /**
   * The access token of a session, for a service that must know by itself who asks. Undefined where the
   * session has none that is still valid.
   */
  accessToken(session: Session): Promise<string | undefined>;
  close(): void;
}

/** So long a token must still be valid to be passed on, in milliseconds. */
const MARGIN = 5_000;

/** Makes the ways to sign in that are configured. */
export function createSignIn(config: ConsoleConfig, now: () => number = Date.now): SignIn {
  const { url, session } = config;
  const sessions = new Sessions(session, now);
  const oidc = new Map(
    config.oidc.map((way) => [way.name, new OidcWay(way, { url, maxAge: session.maxAge, now })]),
  );
  const backChannels = new Map(
    config.oidc.map((way) => [way.name, new BackChannel(way, sessions, now)]),
  );
  return {
    config,
    sessions,
    flows: new FlowSealer(now),
    oidc,
    backChannels,
    saml: new Map(config.saml.map((way) => [way.name, new SamlWay(way, { url, now })])),
    async accessToken(session) {
      const isValid = (): boolean => now() + MARGIN < (session.tokens?.expiresAt ?? Infinity);
      if (session.tokens && !isValid()) {
        const next = await oidc.get(session.way)?.refresh(session.tokens);
        if (next && !session.ended.aborted) session.tokens = next;
      }
      return isValid() ? session.tokens?.access : undefined;
    },
    close() {
      sessions.close();
      for (const channel of backChannels.values()) channel.close();
    },
  };
}
