/** The requests that change a channel. They are carried out one after the other. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { setImmediate as yieldNow } from 'node:timers/promises';
import { collectYoung } from '../../gateway/collect-young.ts';
import { digestOf } from '../digest.ts';
import { acceptBundle, type Upload } from './accept-bundle.ts';
import { authenticate, nameCaller } from './authenticate.ts';
import type { Ask } from './authorise.ts';
import type { HistoryEntry } from './history.ts';
import { ServerRefusal } from './problems.ts';
import { readQuery, type Query } from './read-query.ts';
import { readUpload } from './read-upload.ts';
import type { ServerParts } from './parts.ts';
import type { Blob } from './serve-bundle.ts';
import { createTrustedCallers } from './trusted-callers.ts';

/** Uploads that are in memory at once. */
const MAX_UPLOADS = 4;

/** What a change came to. */
export interface Changed {
  /** 201, or 200 where the channel has this very bundle already. */
  status: 200 | 201;
  entry: HistoryEntry;
}

/** Carries out a change; throws ServerRefusal or Refusal, and then nothing has changed. */
export type ChangeChannel = (
  req: IncomingMessage,
  res: ServerResponse,
  channel: string,
  query: URLSearchParams,
) => Promise<Changed>;

/**
 * The change that a request asks for by its query: `action` (publish, promote or rollback), `reason`,
 * for the latter two the `digest` whose content is repeated, and for a promotion the channel `from`
 * that has it. A promotion without a body takes the other channel's bundle as it is.
 */
export function createChangeChannel(parts: ServerParts): ChangeChannel {
  const { config, store, identifier, preparer, authorise, limitRate, service, inTurn } = parts;
  const { metrics, log } = parts;
  const trusted = createTrustedCallers();
  let uploads = 0;

  const carryOut = async (upload: Upload): Promise<Changed> => {
    const { bytes, ask } = upload;
    const { channel, action } = ask;
    const caller = nameCaller(ask.caller);
    const now = store.current(channel);
    if (action === 'publish' && now?.bytes.equals(bytes) === true) {
      return { status: 200, entry: now.entry };
    }
    const atOnce = action === 'publish' && trusted.spend(channel, caller, bytes);
    const judged = acceptBundle(upload, {
      preparer,
      trust: config.channels.get(channel)!,
      last: now?.entry,
      authorise,
      now: new Date(),
      verified({ digest }) {
        if (!atOnce) service.handOn(channel, { digest, bytes });
      },
    });
    judged.catch(() => undefined);
    // The thread that judges it begins first.
    await yieldNow();
    const digest = digestOf(bytes);
    if (atOnce) service.handOn(channel, { digest, bytes });
    const entry = await commit(judged, channel, { digest, bytes });
    if (action === 'publish') trusted.earn(channel, caller);
    return { status: 201, entry };
  };

  const commit = async (
    judged: Promise<HistoryEntry>,
    channel: string,
    { digest, bytes }: Blob,
  ): Promise<HistoryEntry> => {
    let entry: HistoryEntry;
    try {
      entry = await store.change(channel, judged, bytes, digest);
    } catch (error) {
      service.withdraw(channel);
      if (error instanceof ServerRefusal) throw error;
      const { code = 'unknown' } = error as NodeJS.ErrnoException;
      const is = code === 'ENOSPC' || code === 'EDQUOT' ? 'is full' : 'failed';
      const detail = `The disk of the bundle server ${is} (${code}); the channel is as it was.`;
      throw new ServerRefusal('store-failed', detail, {}, error);
    }
    service.wake(channel);
    const { by, action, revision, sequence } = entry;
    log.info({ channel, by, action, digest, revision, sequence }, 'channel changed');
    return entry;
  };

  const receive = async (
    req: IncomingMessage,
    res: ServerResponse,
    ask: Ask,
    { reason, digest }: Query,
  ): Promise<Changed> => {
    authorise(ask);
    if (uploads >= MAX_UPLOADS) {
      const detail = `${MAX_UPLOADS} bundles are being uploaded; try again.`;
      throw new ServerRefusal('too-many-uploads', detail, { retryAfter: 1 });
    }
    uploads += 1;
    try {
      const body = await readUpload(req, res, config);
      return await inTurn.run(async () => {
        // In its turn, so that the other channel cannot have moved on since.
        const origin = digest === undefined ? undefined : await findOrigin(parts, ask, digest);
        const bytes = body.length === 0 && ask.action === 'promote' && origin ? origin.bytes : body;
        return carryOut({ bytes, ask, reason, ...(origin && { origin }) });
      });
    } finally {
      uploads -= 1;
    }
  };

  return async (req, res, channel, search) => {
    const caller = await authenticate(req, identifier);
    limitRate(nameCaller(caller));
    const query = readQuery(search, config.channels);
    const { action, from } = query;
    const ask: Ask = { stage: 'request', action, channel, caller, ...(from && { from }) };
    try {
      const changed = await receive(req, res, ask, query);
      metrics.changed(channel, action, changed.status === 201 ? 'changed' : 'unchanged');
      return changed;
    } catch (error) {
      metrics.changed(channel, action, 'refused');
      throw error;
    } finally {
      collectYoung();
    }
  };
}

/**
 * What may be repeated: by a promotion what the other channel has now, not what it had before it
 * thought better of it; by a rollback what the channel itself had, if it is still kept.
 */
async function findOrigin(
  { store }: ServerParts,
  { channel, from }: Ask,
  digest: string,
): Promise<NonNullable<Upload['origin']>> {
  if (from === undefined) {
    const bytes = await store.read(channel, digest);
    if (bytes !== undefined) return { channel, digest, bytes };
    const detail = `${channel} never had this bundle, or it was removed; see the history.`;
    throw new ServerRefusal('no-bundle', detail);
  }
  const current = store.current(from);
  if (current?.entry.digest === digest) return { channel: from, digest, bytes: current.bytes };
  throw new ServerRefusal('no-bundle', `${from} does not have this bundle; see the history.`);
}
