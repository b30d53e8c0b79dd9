/** Judges an upload: signature, sequence, content, and once more the policy. */
import { loadPolicy } from '../../gateway/decision/policy.ts';
import { SetupError } from '../../gateway/errors.ts';
import { checkRedactions } from '../../gateway/redaction/check-redactions.ts';
import { BundleRefusal } from '../refusals.ts';
import type { Trust } from '../trust.ts';
import { verifyBundle, type VerifiedBundle } from '../verify.ts';
import type { Ask, Authorise } from './authorise.ts';
import { nameCaller } from './authenticate.ts';
import { contentDigest } from './content-digest.ts';
import type { HistoryEntry } from './history.ts';
import { ServerRefusal } from './problems.ts';

/** As the gateway's configuration has them by default: what does not fit there is no use here. */
const LIMITS = { maxSteps: 10_000_000, maxMemory: 256 * 1024 * 1024 };

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
  trust: Trust;
  last: HistoryEntry | undefined;
  authorise: Authorise;
  now: Date;
}

/** The entry for the history. Throws ServerRefusal; nothing has changed then. */
export async function acceptBundle(upload: Upload, demands: Demands): Promise<HistoryEntry> {
  const { bytes, ask, reason, origin } = upload;
  const { trust, last, now } = demands;
  const bundle = await verify(bytes, trust, last, now);
  await checkEvaluable(bundle);
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

async function verify(
  bytes: Buffer,
  trust: Trust,
  last: HistoryEntry | undefined,
  now: Date,
): Promise<VerifiedBundle> {
  try {
    return await verifyBundle(bytes, trust, {
      now,
      ...(last && { lastSequence: last.sequence }),
    });
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
    if (error instanceof SetupError) throw unusable(error, 'malformed');
    throw error;
  }
}

/** Compiles the module and loads the data, as a gateway would. */
async function checkEvaluable(bundle: VerifiedBundle): Promise<void> {
  try {
    await loadPolicy(bundle, { ...LIMITS, checkRedactions });
  } catch (error) {
    if (error instanceof SetupError) throw unusable(error, 'unusable-policy');
    throw error;
  }
}

function unusable(error: SetupError, bundle: 'malformed' | 'unusable-policy'): ServerRefusal {
  const detail = `${bundle}: ${error.faults.join('; ')}`;
  return new ServerRefusal('bundle-refused', detail, { bundle }, error);
}
