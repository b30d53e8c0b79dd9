/** Checks and resolves the grants of the configuration. */
import type { Place } from '../../gateway/config/place.ts';
import type { Grant, GrantSection, ServerConfigFile } from './config-file.ts';

/**
 * Claims that tell whose a token is. GitHub's and GitLab's issuers serve everybody: a grant by `ref`
 * alone would let in the branch of that name of every repository there is.
 */
const OWNER_CLAIMS = ['sub', 'repository', 'repository_id', 'project_path', 'project_id'];

/** The grant with every list filled in. */
export function resolveGrant(raw: GrantSection): Grant {
  const { token, certificate, from = [], source_repositories = [] } = raw;
  const claims = Object.entries(token?.claims ?? {}).map(([name, value]) => [name, [value].flat()]);
  return {
    name: raw.name,
    ...(token && {
      token: {
        issuer: token.issuer,
        claims: Object.fromEntries(claims) as Record<string, (string | boolean)[]>,
      },
    }),
    ...(certificate && { certificate }),
    actions: raw.actions,
    channels: raw.channels,
    from,
    source_repositories,
  };
}

/** Tells what would make a grant that lets in everybody, or nobody without a sign. */
export function checkGrant(place: Place, grant: GrantSection, file: ServerConfigFile): void {
  const { token, certificate } = grant;
  if (token === undefined && certificate === undefined) {
    place.fault('must have token or certificate: whom it is for');
  }
  if (token !== undefined) {
    if (!file.identity.issuers.some(({ issuer }) => issuer === token.issuer)) {
      place.at('token', 'issuer').fault('must be one of identity.issuers');
    }
    if (!OWNER_CLAIMS.some((claim) => Object.hasOwn(token.claims, claim))) {
      place.at('token', 'claims').fault(`must have one of ${OWNER_CLAIMS.join(', ')}`);
    }
  }
  if (certificate !== undefined && file.server.client_ca === undefined) {
    place.at('certificate').fault('needs server.client_ca');
  }
  if (grant.actions.includes('promote') && (grant.from ?? []).length === 0) {
    place.at('from').fault('is missing: the channels that may be promoted from');
  }
  const known = new Set(file.channels.map(({ name }) => name));
  for (const list of ['channels', 'from'] as const) {
    (grant[list] ?? []).forEach((channel, index) => {
      if (!known.has(channel)) place.at(list, index).fault('is not one of channels');
    });
  }
}
