/** The page of approvers and auditors, and how people sign in to it. */
import type { ConsoleSection, OidcWaySection } from '../../schemas/types.ts';
import type { ConsoleConfig, IssuerConfig, OidcWayConfig, WayConfig } from '../types.ts';
import type { Place, Pruned } from './place.ts';
import { resolveSecret } from './resolve-secret.ts';
import { resolveSamlWay } from './saml-way.ts';
import { headerRule } from './secret.ts';
import type { Surroundings } from './surroundings.ts';
import { checkNames } from './unique.ts';
import { duration } from './units.ts';
import { checkIssuer, checkKeysUrl } from './urls.ts';

/** Resolves the section. */
export function resolveConsole(
  place: Place,
  given: Pruned<ConsoleSection>,
  surroundings: Surroundings,
  issuers: readonly IssuerConfig[],
): ConsoleConfig {
  const raw = withLinks(given, issuers);
  const url = checkOrigin(place.at('url'), place.at('url').need(raw.url, ''));
  const session = place.at('session');
  const [oidc, saml] = [raw.oidc ?? [], raw.saml ?? []];
  checkNames(place.at('oidc'), 'name', oidc);
  checkNames(place.at('saml'), 'name', saml);
  checkNames(place.at('oidc'), 'issuer', oidc);
  checkLinks(place, raw, issuers);
  const idle = duration(session.at('idle'), raw.session?.idle, '24h');
  const maxAge = duration(session.at('max_age'), raw.session?.max_age, '24h');
  if (idle > maxAge) session.at('idle').fault('must be at most max_age');
  return {
    url,
    session: { maxAge, idle },
    oidc: oidc.flatMap((way, index) =>
      way === undefined ? [] : [resolveOidcWay(place.at('oidc', index), way, raw, surroundings)],
    ),
    saml: saml.flatMap((way, index) => {
      if (way === undefined) return [];
      const common = resolveWay(place.at('saml', index), way, raw);
      return [resolveSamlWay(place.at('saml', index), way, { common, url, surroundings })];
    }),
  };
}

/** Cookies of a session are for TLS, or for this machine. */
function checkOrigin(place: Place, text: string): string {
  if (text === '') return text;
  checkKeysUrl(place, text);
  const origin = URL.parse(text)?.origin ?? '';
  if (origin !== '' && text !== origin) {
    place.fault(`must be an origin, such as ${origin}, without a path or a slash at its end`);
  }
  return text;
}

/** A provider whose tokens are believed is the same by either way. */
function withLinks(
  raw: Pruned<ConsoleSection>,
  issuers: readonly IssuerConfig[],
): Pruned<ConsoleSection> {
  const oidc = raw.oidc?.map((way) => {
    const claim = issuers.find(({ issuer }) => issuer === way?.issuer)?.personClaim;
    return way && claim !== undefined ? { person_claim: claim, ...way } : way;
  });
  return { ...raw, ...(oidc && { oidc }) };
}

/**
 * Where accounts of one person are told by a claim, they must be told so in every way to sign in:
 * who has a second account without the claim would count as a second person.
 */
function checkLinks(
  place: Place,
  raw: Pruned<ConsoleSection>,
  issuers: readonly IssuerConfig[],
): void {
  const ways = [
    ...(raw.oidc ?? []).map((way, i) => [place.at('oidc', i, 'person_claim'), way?.person_claim]),
    ...(raw.saml ?? []).map((way, i) => [
      place.at('saml', i, 'person_attribute'),
      way?.person_attribute,
    ]),
  ] as [Place, string | undefined][];
  const isLinked = issuers.some(({ personClaim }) => personClaim !== undefined);
  if (!isLinked && !ways.some(([, claim]) => claim !== undefined)) return;
  for (const [missing] of ways.filter(([, claim]) => claim === undefined)) {
    missing.fault('is missing: another way or issuer has one, and a person would count twice');
  }
}

function resolveOidcWay(
  place: Place,
  raw: Pruned<OidcWaySection>,
  section: Pruned<ConsoleSection>,
  { baseDir, env }: Surroundings,
): OidcWayConfig {
  if (raw.issuer !== undefined) checkIssuer(place.at('issuer'), raw.issuer);
  const scopes = place.at('scopes').need(raw.scopes, []);
  if (raw.scopes && !scopes.includes('openid')) place.at('scopes').fault('must hold openid');
  const secret =
    raw.client_secret &&
    resolveSecret(place.at('client_secret'), raw.client_secret, baseDir, env, headerRule);
  return {
    ...resolveWay(place, raw, section),
    issuer: place.at('issuer').need(raw.issuer, ''),
    clientId: place.at('client_id').need(raw.client_id, ''),
    ...(secret && { clientSecret: secret }),
    scopes: scopes.filter((scope) => scope !== undefined),
    ...(raw.resource !== undefined && { resource: raw.resource }),
    groupsClaim: place.at('groups_claim').need(raw.groups_claim, ''),
    ...(raw.person_claim !== undefined && { personClaim: raw.person_claim }),
    ...(raw.cli_client_id !== undefined && { cliClientId: raw.cli_client_id }),
  };
}

/** A way's own groups count instead of those of the section, not besides them. */
function resolveWay(
  place: Place,
  raw: Pruned<Pick<OidcWaySection, 'name' | 'label' | 'groups'>>,
  section: Pruned<ConsoleSection>,
): WayConfig {
  const name = place.at('name').need(raw.name, '');
  const groups = raw.groups ?? section.groups;
  return {
    name,
    label: raw.label ?? name,
    ...(groups && { groups: Object.fromEntries(Object.entries(groups)) as Record<string, string> }),
  };
}
