import type { JWTPayload } from 'jose';
import type { Identity, IssuerConfig } from '../types.ts';
import { readSignIn } from './read-sign-in.ts';
import { readName, readObject, readText } from './read-text.ts';
import { tokenInvalid } from './token-invalid.ts';

/** Longest `act` chain. Real delegations are two or three deep. */
const MAX_ACTORS = 16;

/** Who the verified claims speak of. A claim of the wrong shape is refused, never skipped: a policy may deny by it. */
export function readIdentity(
  claims: JWTPayload,
  issuer: Pick<IssuerConfig, 'groupsClaim' | 'personClaim'>,
  tokenSha256: string,
): Identity {
  // RFC 9068 section 2.2 has client_id; OpenID Connect Core section 2 has azp.
  const clientId = claims['client_id'] ?? claims['azp'];
  const kubernetes = claims['kubernetes.io'];
  // OpenID Connect Front-Channel Logout section 3: `sid` names the login; a refreshed token has it too.
  const login = claims['sid'] ?? claims.jti;
  return freezeDeep({
    issuer: readName(claims.iss, 'iss'),
    subject: readName(claims.sub, 'sub'),
    ...(clientId !== undefined && { client_id: readName(clientId, 'client_id') }),
    actors: readActors(claims['act']),
    groups: readGroups(claims, issuer.groupsClaim),
    ...(claims.jti !== undefined && { token_id: readName(claims.jti, 'jti') }),
    expires_at: Math.floor(claims.exp!),
    ...(kubernetes !== undefined && { kubernetes: readKubernetes(kubernetes) }),
    tokenSha256,
    login: login === undefined ? tokenSha256 : readName(login, 'sid'),
    signIn: readSignIn(claims, issuer.personClaim),
  });
}

function readGroups(claims: JWTPayload, claim: string): string[] {
  const value = Object.hasOwn(claims, claim) ? claims[claim] : [];
  const groups = Array.isArray(value) ? (value as unknown[]) : [value];
  return [...new Set(groups.map((group) => readText(group, claim)))].toSorted();
}

/** RFC 8693 section 4.1: the outermost `act` is the current actor, each nested one the actor before it. */
function readActors(act: unknown): Identity['actors'] {
  const actors: Identity['actors'] = [];
  let next = act;
  while (next !== undefined) {
    if (actors.length === MAX_ACTORS) {
      throw tokenInvalid(`The claim \`act\` may be nested ${MAX_ACTORS} deep.`);
    }
    const actor = readObject(next, 'act');
    const issuer = actor['iss'];
    actors.push({
      subject: readName(actor['sub'], 'act.sub'),
      ...(issuer !== undefined && { issuer: readName(issuer, 'act.iss') }),
    });
    next = actor['act'];
  }
  return actors;
}

/** The private claims of a Kubernetes service-account token (KEP-1205); `pod` is there if it is bound to one. */
function readKubernetes(value: unknown): NonNullable<Identity['kubernetes']> {
  const claim = readObject(value, 'kubernetes.io');
  const account = readObject(claim['serviceaccount'], 'kubernetes.io.serviceaccount');
  const pod = claim['pod'];
  return {
    namespace: readName(claim['namespace'], 'kubernetes.io.namespace'),
    service_account: readName(account['name'], 'kubernetes.io.serviceaccount.name'),
    ...(pod !== undefined && {
      pod: readName(readObject(pod, 'kubernetes.io.pod')['name'], 'kubernetes.io.pod.name'),
    }),
  };
}

/** An identity is shared by all requests with its token; a step that changed it would change it for others. */
function freezeDeep<T extends object>(value: T): T {
  for (const member of Object.values(value)) {
    if (typeof member === 'object' && member !== null) freezeDeep(member as object);
  }
  return Object.freeze(value);
}
