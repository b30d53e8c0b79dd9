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

/** What the channel demands. */
export interface Demands {
  preparer: Preparer;
  trust: Trust;
  last: HistoryEntry | undefined;
  authorise: Authorise;
  now: Date;
}

/** The entry for the history. Throws ServerRefusal; nothing has changed then. */
export async function acceptBundle(upload: Upload, demands: Demands): Promise<HistoryEntry> {
  const { bytes, ask, reason, origin } = upload;
  const { now } = demands;
  const bundle = await check(bytes, demands);
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
  const allowed_by = demands.authorise({
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

/** Verifies it, loads it and runs its smoke tests, as a gateway would. */
async function check(bytes: Buffer, { preparer, trust, last }: Demands): Promise<CheckedBundle> {
  try {
    // Of the last sequence no bundle is taken: the very same one was answered without being asked here.
    return await preparer.check(bytes, trust, last && { sequence: last.sequence, digest: '' });
  } catch (error) {
    if (error instanceof BundleRefusal) {
      const code = error.code === 'sequence-too-low' ? 'sequence-too-low' : 'bundle-refused';
      throw new ServerRefusal(
        code,
        `${error.code}: ${error.detail}`,
        { bundle: error.code },
        error,
      );
    }
    if (!(error instanceof SetupError)) throw error;
    const detail = `unusable-policy: ${error.faults.join('; ')}`;
    throw new ServerRefusal('bundle-refused', detail, { bundle: 'unusable-policy' }, error);
  }
}
