/** Judges an upload: signature, sequence, content, and once more the policy. */
import { SetupError } from '../../gateway/errors.ts';
import type { Preparer } from '../../gateway/prepare/preparer.ts';
import { BundleRefusal } from '../refusals.ts';
import type { Trust } from '../trust.ts';
import type { CheckedBundle } from '../verify.ts';
import type { Ask, Authorise } from './authorise.ts';
import { nameCaller } from './authenticate.ts';
import { contentDigest } from './content-digest.ts';
import type { HistoryEntry } from './history.ts';
import { ServerRefusal } from './problems.ts';

/** What is to become a channel's bundle. */
export interface Upload {
  bytes: Buffer;
  /** With the stage `request`; it was allowed. */
  ask: Ask;
  reason: string;
  /** Of a promotion or rollback: whose content it is to be. */
  origin?: { channel: string; digest: string; bytes: Buffer };
}

/** What the channel demands, and who is told. */
export interface Demands {
  preparer: Preparer;
  trust: Trust;
  last: HistoryEntry | undefined;
  authorise: Authorise;
  now: Date;
  /** Told of the entry when all is known to be well but for one thing: whether the policy can be loaded. */
  verified: (entry: HistoryEntry) => void;
}

/** The entry for the history. Throws ServerRefusal; nothing has changed then. */
export async function acceptBundle(upload: Upload, demands: Demands): Promise<HistoryEntry> {
  const { preparer, trust, last } = demands;
  // Of the last sequence no bundle is taken: the very same one was answered without being asked here.
  const after = last && { sequence: last.sequence, digest: '' };
  try {
    const { verified, usable } = preparer.check(upload.bytes, trust, after);
    const entry = await judge(upload, await verified, demands);
    demands.verified(entry);
    await usable;
    return entry;
  } catch (error) {
    throw explain(error);
  }
}

/** Once more the policy, which now knows the bundle, and the content that it claims to repeat. */
async function judge(
  { bytes, ask, reason, origin }: Upload,
  bundle: CheckedBundle,
  { authorise, now }: Demands,
): Promise<HistoryEntry> {
  if (
    origin !== undefined &&
    (await contentDigest(bytes)) !== (await contentDigest(origin.bytes))
  ) {
    const detail = `It is not what ${origin.channel} had as ${origin.digest}; publish it instead.`;
    throw new ServerRefusal('content-differs', detail);
  }
  const { revision, metadata, signedBy } = bundle;
  const { sequence, source, expires, tests_sha256 } = metadata;
  const about = { revision, sequence, source, signed_by: signedBy };
  const allowed_by = authorise({
    ...ask,
    stage: 'bundle',
    bundle: { ...about, ...(tests_sha256 !== undefined && { tests_sha256 }) },
  });
  return {
    at: now.toISOString(),
    by: nameCaller(ask.caller),
    allowed_by,
    action: ask.action as HistoryEntry['action'],
    digest: bundle.digest,
    ...about,
    expires,
    ...(origin && { origin: { channel: origin.channel, digest: origin.digest } }),
    reason,
  };
}

/** What a gateway would refuse, in the words of this server. */
function explain(error: unknown): unknown {
  if (error instanceof BundleRefusal) {
    const { code: bundle, detail } = error;
    const code = bundle === 'sequence-too-low' ? 'sequence-too-low' : 'bundle-refused';
    return new ServerRefusal(code, `${bundle}: ${detail}`, { bundle }, error);
  }
  if (!(error instanceof SetupError)) return error;
  const detail = `unusable-policy: ${error.faults.join('; ')}`;
  return new ServerRefusal('bundle-refused', detail, { bundle: 'unusable-policy' }, error);
}
