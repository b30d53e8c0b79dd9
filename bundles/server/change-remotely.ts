/** What `regent bundle publish`, `promote` and `rollback` do. */
import { SetupError } from '../../gateway/errors.ts';
import { BundleRefusal } from '../refusals.ts';
import type { SigningKey } from '../sign.ts';
import type { TrustedKey } from '../trust.ts';
import type { BundleClient } from './client.ts';
import type { HistoryEntry } from './history.ts';
import { repeatBundle, trustOwn } from './repeat-bundle.ts';

/** How a bundle is signed anew. */
export interface Signing {
  key: SigningKey;
  /** Keys that may have signed it before, besides this one. */
  trusted: TrustedKey[];
  /** Scope of the signature that it had, and of the one that it gets. */
  fromScope: string;
  scope: string;
}

/** Puts what the channel `from` has into the channel `to`, signed anew if `signing` is given. Throws SetupError. */
export async function promote(
  client: BundleClient,
  { from, to, reason }: { from: string; to: string; reason: string },
  signing?: Signing,
): Promise<HistoryEntry> {
  const origin = (await client.history(from)).at(-1);
  if (origin === undefined) throw new SetupError([`${from}: nothing has been published yet`]);
  const last = (await client.history(to)).at(-1);
  const bytes = signing && (await repeat(client, from, origin, last, signing));
  return await client.change(to, { action: 'promote', reason, from, digest: origin.digest }, bytes);
}

/** Puts the content that the channel had as `to` (revision or digest) into it again. Throws SetupError. */
export async function rollback(
  client: BundleClient,
  { channel, to, reason }: { channel: string; to: string; reason: string },
  signing: Signing,
): Promise<HistoryEntry> {
  const entries = await client.history(channel);
  const meant = entries.filter(({ revision, digest }) => revision === to || digest === to);
  const origin = meant.findLast(({ removed }) => removed === undefined);
  if (origin === undefined) {
    const removed = meant.at(-1)?.removed;
    const fault =
      removed === undefined
        ? `its history has no ${to}`
        : `${to} was removed by retention, ${removed}`;
    throw new SetupError([`${channel}: ${fault}`]);
  }
  const bytes = await repeat(client, channel, origin, entries.at(-1), signing);
  const change = { action: 'rollback' as const, reason, digest: origin.digest };
  return await client.change(channel, change, bytes);
}

async function repeat(
  client: BundleClient,
  channel: string,
  origin: HistoryEntry,
  last: HistoryEntry | undefined,
  { key, trusted, fromScope, scope }: Signing,
): Promise<Buffer> {
  const own = trusted.some(({ id }) => id === key.id) ? [] : [trustOwn(key)];
  try {
    return await repeatBundle({
      bytes: await client.fetch(channel, origin.digest),
      digest: origin.digest,
      trust: { keys: [...own, ...trusted], scope: fromScope },
      key,
      scope,
      sequence: Math.max((last?.sequence ?? 0) + 1, origin.sequence),
      now: new Date(),
    });
  } catch (error) {
    if (!(error instanceof BundleRefusal)) throw error;
    throw new SetupError([`${error.code}: ${error.detail}`], error);
  }
}
