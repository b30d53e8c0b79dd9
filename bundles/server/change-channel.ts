/** The requests that change a channel. They are carried out one after the other. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { acceptBundle, type Upload } from './accept-bundle.ts';
import { authenticate, nameCaller } from './authenticate.ts';
import type { Ask } from './authorise.ts';
import type { HistoryEntry } from './history.ts';
import { ServerRefusal } from './problems.ts';
import { readUpload } from './read-upload.ts';
import type { ServerParts } from './parts.ts';

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
  const { config, store, identifier, authorise, limitRate, service, log } = parts;
  let uploads = 0;
  let queue: Promise<unknown> = Promise.resolve();

  const carryOut = async (upload: Upload): Promise<Changed> => {
    const { channel } = upload.ask;
    const now = store.current(channel);
    if (upload.ask.action === 'publish' && now?.bytes.equals(upload.bytes) === true) {
      return { status: 200, entry: now.entry };
    }
    const entry = await acceptBundle(upload, {
      trust: config.channels.get(channel)!,
      last: store.history(channel).at(-1),
      authorise,
      now: new Date(),
    });
    await commit(entry, channel, upload.bytes);
    return { status: 201, entry };
  };

  const commit = async (entry: HistoryEntry, channel: string, bytes: Buffer): Promise<void> => {
    try {
      await store.change(channel, entry, bytes);
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code ?? 'unknown';
      const detail = `The disk of the bundle server failed (${code}); the channel is as it was.`;
      throw new ServerRefusal('store-failed', detail, {}, error);
    }
    service.wake(channel);
    const { by, action, digest, revision, sequence } = entry;
    log.info({ channel, by, action, digest, revision, sequence }, 'channel changed');
  };

  return async (req, res, channel, query) => {
    const caller = await authenticate(req, identifier);
    limitRate(nameCaller(caller));
    const { action, reason, from, digest } = readQuery(query, config.channels);
    const ask: Ask = { stage: 'request', action, channel, caller, ...(from && { from }) };
    authorise(ask);
    if (uploads >= MAX_UPLOADS) {
      const detail = `${MAX_UPLOADS} bundles are being uploaded; try again.`;
      throw new ServerRefusal('too-many-uploads', detail, { retryAfter: 1 });
    }
    uploads += 1;
    try {
      const body = await readUpload(req, res, config);
      const turn = queue.then(async () => {
        // In its turn, so that the other channel cannot have moved on since.
        const origin = digest === undefined ? undefined : await findOrigin(parts, ask, digest);
        const bytes = body.length === 0 && action === 'promote' && origin ? origin.bytes : body;
        return carryOut({ bytes, ask, reason, ...(origin && { origin }) });
      });
      queue = turn.catch(() => undefined);
      return await turn;
    } finally {
      uploads -= 1;
    }
  };
}

interface Query {
  action: HistoryEntry['action'];
  reason: string;
  from?: string;
  digest?: string;
}

function readQuery(query: URLSearchParams, channels: ReadonlyMap<string, unknown>): Query {
  const known = new Set(['action', 'reason', 'from', 'digest']);
  const names = [...query.keys()];
  if (names.some((name) => !known.has(name)) || new Set(names).size < names.length) {
    throw invalid(`The query may have each of ${[...known].join(', ')} once.`);
  }
  const action = query.get('action');
  const reason = query.get('reason') ?? '';
  if (action !== 'publish' && action !== 'promote' && action !== 'rollback') {
    throw invalid('`action` must be publish, promote or rollback.');
  }
  // The reason is printed in terminals: nothing there may steer one.
  if (reason.length > 500 || /\p{C}/u.test(reason)) {
    throw invalid('`reason` must be at most 500 characters without control characters.');
  }
  const from = query.get('from') ?? undefined;
  const digest = query.get('digest') ?? undefined;
  if ((from !== undefined) !== (action === 'promote')) {
    throw invalid('`from` is for a promotion, which must have it.');
  }
  if (from !== undefined && !channels.has(from)) throw invalid('`from` must name a channel.');
  if ((digest !== undefined) !== (action !== 'publish')) {
    throw invalid('`digest` is for a promotion or rollback, which must have it.');
  }
  return {
    action,
    reason,
    ...(from !== undefined && { from }),
    ...(digest !== undefined && { digest }),
  };
}

/**
 * What may be repeated: by a promotion what the other channel has now, not what it had before it
 * thought better of it; by a rollback what the channel itself ever had.
 */
async function findOrigin(
  { store }: ServerParts,
  { channel, from }: Ask,
  digest: string,
): Promise<NonNullable<Upload['origin']>> {
  const entries = from === undefined ? store.history(channel) : store.history(from).slice(-1);
  if (!entries.some((entry) => entry.digest === digest)) {
    const what = from === undefined ? `${channel} never had` : `${from} does not have`;
    throw new ServerRefusal('no-bundle', `${what} this bundle; see the history.`);
  }
  return { channel: from ?? channel, digest, bytes: await store.read(digest) };
}

function invalid(detail: string): ServerRefusal {
  return new ServerRefusal('invalid-request', detail);
}
