/** Signing in by OpenID Connect: authorization code (RFC 6749 section 4.1) with PKCE (RFC 7636). */
import * as client from 'openid-client';
import { readIdentity } from '../identity/read-identity.ts';
import type { OidcWayConfig } from '../types.ts';
import { explainOidcFault } from './explain-oidc-fault.ts';
import { mapGroups } from './map-groups.ts';
import type { Flow } from './seal-flow.ts';
import { SignInError, type SignedIn, type Tokens } from './types.ts';

/** What somebody who begins may ask for. */
export interface BeginOptions {
  /** Path to go to afterwards. */
  to: string;
  /** Whether to prove anew that one is there. */
  fresh: boolean;
  /** How (`acr_values`), where a policy wants one of these. */
  acr?: string;
}

/** Clocks may be apart by so much, in seconds. */
const TOLERANCE = 30;
/** After how long the provider's metadata is fetched anew, in milliseconds. */
const METADATA_AGE = 3_600_000;

/** A provider of OpenID Connect. */
export class OidcWay {
  readonly config: OidcWayConfig;
  /** Where the provider sends browsers back to. */
  readonly redirectUri: string;
  readonly #signInPage: string;
  readonly #maxAge: number;
  readonly #now: () => number;
  #found: { at: number; configuration: Promise<client.Configuration> } | undefined;

  /** `maxAge` is that of sessions, in milliseconds: an older sign-in at the provider is not wanted. */
  constructor(
    config: OidcWayConfig,
    { url, maxAge, now = Date.now }: { url: string; maxAge: number; now?: () => number },
  ) {
    this.config = config;
    this.redirectUri = `${url}/auth/oidc/${config.name}/callback`;
    this.#signInPage = `${url}/sign-in`;
    this.#maxAge = maxAge;
    this.#now = now;
  }

  /** Where to send the browser, and what it must bring back. Throws a SignInError. */
  async begin(options: BeginOptions): Promise<{ url: string; flow: Flow }> {
    const configuration = await this.#discover();
    const [state, nonce] = [client.randomState(), client.randomNonce()];
    const verifier = client.randomPKCECodeVerifier();
    const { scopes, resource } = this.config;
    const url = client.buildAuthorizationUrl(configuration, {
      redirect_uri: this.redirectUri,
      scope: scopes.join(' '),
      state,
      nonce,
      code_challenge: await client.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
      // It makes the provider say when the person signed in (OpenID Connect Core section 3.1.2.1).
      max_age: String(Math.floor(this.#maxAge / 1000)),
      ...(options.fresh && { prompt: 'login' }),
      ...(options.acr !== undefined && { acr_values: options.acr }),
      ...(resource !== undefined && { resource }),
    });
    const flow: Flow = {
      kind: 'oidc',
      way: this.config.name,
      to: options.to,
      begunAt: this.#now(),
      id: state,
      nonce,
      verifier,
      ...(options.fresh && { fresh: true as const }),
    };
    return { url: url.href, flow };
  }

  /** Who has signed in; `query` is what the browser came back with. Throws a SignInError. */
  async finish(query: string, flow: Flow): Promise<SignedIn> {
    const configuration = await this.#discover();
    try {
      const answer = await client.authorizationCodeGrant(
        configuration,
        new URL(`${this.redirectUri}${query}`),
        {
          pkceCodeVerifier: flow.verifier!,
          expectedState: flow.id,
          expectedNonce: flow.nonce!,
          idTokenExpected: true,
        },
        this.config.resource === undefined ? {} : { resource: this.config.resource },
      );
      const claims = answer.claims();
      if (!claims) throw new SignInError('refused', 'there is no ID token');
      if (flow.fresh) this.#checkFresh(claims, flow);
      return this.#describe(claims, toTokens(answer, this.#now()));
    } catch (error) {
      throw explainOidcFault(error);
    }
  }

  /** The tokens that follow on these; undefined where the provider gives none. */
  async refresh({ refresh }: Tokens): Promise<Tokens | undefined> {
    if (refresh === undefined) return undefined;
    const { resource } = this.config;
    const more = resource === undefined ? {} : { resource };
    try {
      const answer = await client.refreshTokenGrant(await this.#discover(), refresh, more);
      return { refresh, ...toTokens(answer, this.#now()) };
    } catch {
      return undefined;
    }
  }

  /** Where to send a browser to sign out at the provider too, where it has such an address. */
  async endSessionUrl(): Promise<string | undefined> {
    const configuration = await this.#discover().catch(() => undefined);
    if (configuration?.serverMetadata().end_session_endpoint === undefined) return undefined;
    return client.buildEndSessionUrl(configuration, { post_logout_redirect_uri: this.#signInPage })
      .href;
  }

  #checkFresh({ auth_time: at }: client.IDToken, { begunAt }: Flow): void {
    if (at === undefined || at * 1000 < begunAt - TOLERANCE * 1000) {
      throw new SignInError('refused', 'the provider did not ask the person anew (auth_time)');
    }
  }

  #describe(claims: client.IDToken, tokens: Tokens): SignedIn {
    const { groupsClaim, personClaim, groups: mapping } = this.config;
    const rules = { groupsClaim, ...(personClaim !== undefined && { personClaim }) };
    // The same reading as of bearer tokens, so that it is the same person by either.
    const { issuer, subject, actors, groups, signIn } = readIdentity(claims, rules, '');
    const name = claims['name'] ?? claims['preferred_username'];
    return {
      person: { issuer, subject, actors, groups: mapGroups(groups, mapping), ...signIn },
      ...(typeof name === 'string' && { name: name.slice(0, 200) }),
      ...(typeof claims['sid'] === 'string' && { sid: claims['sid'] }),
      saidAt: claims.iat * 1000,
      tokens,
    };
  }

  async #discover(): Promise<client.Configuration> {
    const now = this.#now();
    if (!this.#found || now - this.#found.at > METADATA_AGE) {
      this.#found = { at: now, configuration: this.#fetchMetadata() };
    }
    const found = this.#found;
    try {
      return await found.configuration;
    } catch (error) {
      if (this.#found === found) this.#found = undefined;
      throw explainOidcFault(error, 'unavailable');
    }
  }

  async #fetchMetadata(): Promise<client.Configuration> {
    const { issuer, clientId, clientSecret } = this.config;
    const isPlain = issuer.startsWith('http:');
    const authentication = clientSecret
      ? client.ClientSecretBasic(clientSecret.read())
      : client.None();
    return client.discovery(
      new URL(issuer),
      clientId,
      { [client.clockTolerance]: TOLERANCE },
      authentication,
      {
        timeout: 10,
        // The ID token's signature counts too, though it comes straight from the provider.
        execute: [
          client.enableNonRepudiationChecks,
          // The configuration lets plain HTTP through for loopback alone.
          ...(isPlain ? [client.allowInsecureRequests] : []),
        ],
      },
    );
  }
}

function toTokens(answer: client.TokenEndpointResponse, now: number): Tokens {
  const { access_token: access, expires_in: seconds, refresh_token: refresh } = answer;
  return {
    access,
    ...(seconds !== undefined && { expiresAt: now + seconds * 1000 }),
    ...(refresh !== undefined && { refresh }),
  };
}
