/** Signing in by SAML 2.0: Web Browser SSO, HTTP-Redirect to the provider and HTTP-POST back. */
import { randomBytes } from 'node:crypto';
import { SAML, ValidateInResponseTo, type CacheProvider } from '@node-saml/node-saml';
import { Refusal } from '../errors.ts';
import { readIdentity } from '../identity/read-identity.ts';
import type { SamlWayConfig } from '../types.ts';
import { readSamlText } from './check-saml-text.ts';
import { mapGroups } from './map-groups.ts';
import { readAssertion, type AssertionFacts, type XmlNode } from './read-assertion.ts';
import { FLOW_LIFETIME, type Flow } from './seal-flow.ts';
import { SignInError, type SignedIn } from './types.ts';
import { UsedOnce } from './used-once.ts';
import { toTime } from '../to-time.ts';

const FORMATS = {
  persistent: 'urn:oasis:names:tc:SAML:2.0:nameid-format:persistent',
  email: 'urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress',
  unspecified: 'urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified',
} as const;
const TRANSIENT = 'urn:oasis:names:tc:SAML:2.0:nameid-format:transient';

/** An identity provider of SAML 2.0. */
export class SamlWay {
  readonly config: SamlWayConfig;
  readonly #acs: string;
  readonly #now: () => number;
  readonly #used: UsedOnce;

  constructor(config: SamlWayConfig, { url, now = Date.now }: { url: string; now?: () => number }) {
    this.config = config;
    this.#acs = `${url}/auth/saml/${config.name}/acs`;
    this.#now = now;
    this.#used = new UsedOnce(now);
  }

  /** Where to send the browser, and what it must bring back. */
  async begin({ to, fresh }: { to: string; fresh: boolean }): Promise<{ url: string; flow: Flow }> {
    const flow: Flow = {
      kind: 'saml',
      way: this.config.name,
      to,
      begunAt: this.#now(),
      // An XML name does not begin with a digit.
      id: `_${randomBytes(20).toString('hex')}`,
      ...(fresh && { fresh: true as const }),
    };
    const url = await this.#library(flow).getAuthorizeUrlAsync('', undefined, {});
    return { url, flow };
  }

  /** What the provider must know of us. */
  metadata(): string {
    return this.#library().generateServiceProviderMetadata(null, null);
  }

  /** Who has signed in; `encoded` is the field `SAMLResponse`. Throws a SignInError. */
  async finish(encoded: string, flow: Flow): Promise<SignedIn> {
    const text = readSamlText(encoded);
    const facts = readAssertion(await this.#verify(text, flow), {
      issuer: this.config.idp.entityId,
      recipient: this.#acs,
      inResponseTo: flow.id,
    });
    this.#checkFacts(facts, flow);
    // The request's id too: the provider may answer a request once.
    const until = Math.max(facts.until + this.config.clockTolerance, flow.begunAt + FLOW_LIFETIME);
    if (!this.#used.use(`assertion ${facts.id}`, until) || !this.#used.use(flow.id, until)) {
      throw new SignInError('refused', 'the SAML assertion was used before');
    }
    return this.#describe(facts);
  }

  /** The assertion, as far as the signature of the provider covers it. */
  async #verify(text: string, flow: Flow): Promise<XmlNode> {
    const SAMLResponse = Buffer.from(text, 'utf8').toString('base64');
    try {
      const { profile } = await this.#library(flow).validatePostResponseAsync({ SAMLResponse });
      const assertion = profile?.getAssertion?.()['Assertion'];
      if (assertion === undefined) throw new Error('there is no assertion');
      return assertion as XmlNode;
    } catch (error) {
      const { message } = error as Error;
      // It may hold what the provider, or whoever, wrote.
      throw new SignInError('refused', `SAML: ${JSON.stringify(message.slice(0, 200))}`);
    }
  }

  #checkFacts(facts: AssertionFacts, flow: Flow): void {
    const { nameId, clockTolerance } = this.config;
    if (
      facts.format === TRANSIENT ||
      (nameId !== 'unspecified' && facts.format !== FORMATS[nameId])
    ) {
      throw new SignInError('refused', `the NameID is not of the format ${nameId}`);
    }
    if (flow.fresh && facts.authnAt < flow.begunAt - clockTolerance) {
      throw new SignInError('refused', 'the provider did not ask the person anew (AuthnInstant)');
    }
    if (facts.authnAt > this.#now() + clockTolerance) {
      throw new SignInError('refused', 'AuthnInstant lies in the future; compare the clocks');
    }
  }

  #describe({
    attributes,
    nameId,
    acr,
    authnAt,
    sessionUntil,
    issuedAt,
  }: AssertionFacts): SignedIn {
    const { idp, groupsAttribute, personAttribute, groups: mapping } = this.config;
    const person = personAttribute === undefined ? undefined : attributes.get(personAttribute);
    const claims = {
      iss: idp.entityId,
      sub: nameId,
      exp: 0,
      auth_time: authnAt / 1000,
      groups: attributes.get(groupsAttribute) ?? [],
      ...(acr !== undefined && { acr }),
      ...(person?.length === 1 && { person: person[0]! }),
    };
    try {
      // The same rules of text as for tokens.
      const { issuer, subject, actors, groups, signIn } = readIdentity(
        claims,
        { groupsClaim: 'groups', ...(personAttribute !== undefined && { personClaim: 'person' }) },
        '',
      );
      return {
        person: { issuer, subject, actors, groups: mapGroups(groups, mapping), ...signIn },
        saidAt: issuedAt,
        ...(sessionUntil !== undefined && { until: sessionUntil }),
      };
    } catch (error) {
      throw error instanceof Refusal ? new SignInError('refused', error.detail) : error;
    }
  }

  /** The library, for one request: what it may be an answer to is the flow of this very browser. */
  #library(flow?: Flow): SAML {
    const { entityId, idp, nameId, clockTolerance } = this.config;
    return new SAML({
      issuer: entityId,
      audience: entityId,
      callbackUrl: this.#acs,
      entryPoint: idp.ssoUrl,
      idpIssuer: idp.entityId,
      idpCert: idp.certificates,
      identifierFormat: FORMATS[nameId],
      wantAssertionsSigned: true,
      wantAuthnResponseSigned: false,
      validateInResponseTo: ValidateInResponseTo.always,
      requestIdExpirationPeriodMs: FLOW_LIFETIME,
      cacheProvider: onlyAnswersTo(flow),
      acceptedClockSkewMs: clockTolerance,
      maxAssertionAgeMs: FLOW_LIFETIME,
      disableRequestedAuthnContext: true,
      forceAuthn: flow?.fresh === true,
      ...(flow && { generateUniqueId: () => flow.id }),
    });
  }
}

function onlyAnswersTo(flow: Flow | undefined): CacheProvider {
  const begun = (id: string): string | null => (id === flow?.id ? toTime(flow.begunAt) : null);
  return {
    saveAsync: async (key, value) => ({ value, createdAt: flow?.begunAt ?? 0, key }) as never,
    getAsync: async (key) => begun(key),
    removeAsync: async (key) => key,
  };
}
