/** Puts another bundle into the channel that is followed, in the name of a person. */
import type { ListedEntry } from '../../bundles/server/store.ts';
import { Refusal } from '../errors.ts';
import type { Gateway } from '../exchange.ts';
import { atBundleServer, clientFor } from './ask-bundle-server.ts';
import { channelsOf } from './channel.ts';
import type { PolicyChanged, PromoteBody, RollbackBody } from './contract.ts';
import { toChange } from './describe-policies.ts';
import { rollbackCommand } from './rollback-command.ts';

/**
 * Puts what the candidate's channel has, which must be the revision (or digest) that the person saw, into the one that is
 * followed. Rejects with a Refusal; see `atBundleServer`.
 */
export async function promote(
  gateway: Gateway,
  token: string | undefined,
  { revision, reason }: PromoteBody,
): Promise<PolicyChanged> {
  const { active, candidate } = channelsOf(gateway);
  if (!active || !candidate || active.server !== candidate.server) throw noChannels();
  const client = clientFor(active, requireToken(token));
  const has = (await atBundleServer(client.history(candidate.name))).at(-1);
  if (!has || !isMeant(has, revision)) {
    const detail = `${candidate.name} does not have ${revision} any more; look again what it has`;
    throw new Refusal('promotion-refused', detail);
  }
  const change = {
    action: 'promote' as const,
    reason,
    from: candidate.name,
    digest: has.digest,
  };
  return toChange(await atBundleServer(client.change(active.name, change))) as PolicyChanged;
}

/** Puts earlier content, signed anew, into the channel that is followed. Rejects with a Refusal; see `atBundleServer`. */
export async function rollback(
  gateway: Gateway,
  token: string | undefined,
  { revision, reason, bundle }: RollbackBody,
): Promise<PolicyChanged> {
  const { active } = channelsOf(gateway);
  if (!active) throw noChannels();
  if (bundle === undefined)
    throw new Refusal(
      'signature-needed',
      `Old content gets a new sequence, which must be signed by a holder of the policy key: ${rollbackCommand(gateway, active, revision)}`,
    );
  const client = clientFor(active, requireToken(token));
  const entries = await atBundleServer(client.history(active.name));
  const origin = entries.findLast((entry) => isMeant(entry, revision) && !entry.removed);
  if (!origin)
    throw new Refusal(
      'promotion-refused',
      `${active.name} never had ${revision}, or it was removed`,
    );
  const change = { action: 'rollback' as const, reason, digest: origin.digest };
  const bytes = Buffer.from(bundle, 'base64');
  return toChange(await atBundleServer(client.change(active.name, change, bytes))) as PolicyChanged;
}

function isMeant(entry: ListedEntry, revision: string): boolean {
  return entry.revision === revision || entry.digest === revision;
}

function requireToken(token: string | undefined): string {
  if (token !== undefined) return token;
  const detail =
    'This session has no token that the bundle server could know the person by: sign in by OpenID Connect, or use `regent bundle promote`.';
  throw new Refusal('token-needed', detail);
}

function noChannels(): Refusal {
  const detail =
    'The gateway follows no channel of a Regent bundle server, or has no candidate of the same server (policy.service, policy.shadow).';
  return new Refusal('promotion-refused', detail);
}
