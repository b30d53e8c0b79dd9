import { keepLastSeen, readLastSeen } from '../../bundles/follow/last-good.ts';
import type { Trust } from '../../bundles/trust.ts';
import type { CheckedBundle } from '../../bundles/verify.ts';
import type { PreparedPolicy, Preparer } from './preparer.ts';

/** A bundle's file, and who must have signed it. */
export interface PolicySource {
  bytes: Buffer;
  /** `unsigned` is for `regent dev` alone. */
  trust: Trust | 'unsigned';
}

/** What a source gives. */
export type PreparedSource =
  | { signed: true; prepared: PreparedPolicy & CheckedBundle }
  | { signed: false; prepared: PreparedPolicy };

/**
 * Prepares a file's bundle, which must come after the last one as a channel's must. `dir` is where
 * that is noted, before the bundle may decide. Throws BundleRefusal or SetupError.
 */
export async function prepareSource(
  preparer: Preparer,
  { bytes, trust }: PolicySource,
  dir: string,
): Promise<PreparedSource> {
  if (trust === 'unsigned') {
    return { signed: false, prepared: await preparer.prepareUnsigned(bytes) };
  }
  const last = await readLastSeen(dir);
  const prepared = await preparer.prepare(bytes, trust, last);
  const { digest, metadata } = prepared;
  if (digest !== last?.digest) await keepLastSeen(dir, { sequence: metadata.sequence, digest });
  return { signed: true, prepared };
}
