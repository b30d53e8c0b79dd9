/** Whether a bundle may be used now, here, and after the last one. */
import type { BundleMetadata } from './metadata.ts';
import { BundleRefusal } from './refusals.ts';

/** What a bundle came after. */
export interface UseOptions {
  /** Sequence of the bundle activated last: this one's must be higher. */
  lastSequence?: number;
  /** Digest of the bundle activated last: with it that very bundle may come again. */
  lastDigest?: string;
}

/** How far the clock of the machine that built it may be ahead, in milliseconds. */
const CLOCK_SKEW = 5 * 60_000;

/**
 * Throws BundleRefusal `version-too-old`, `not-yet-valid`, `expired`, or `sequence-too-low`, which
 * is also for another bundle of the last one's sequence.
 */
export function verifyUse(
  metadata: BundleMetadata,
  digest: string,
  options: UseOptions & { now: Date; version: string },
): void {
  const { sequence, created, expires, min_version } = metadata;
  const { now, version, lastSequence, lastDigest } = options;
  // Each is asked so that what is not a number or a date is refused.
  if (!(compareVersions(version, min_version) >= 0)) {
    throw new BundleRefusal(
      'version-too-old',
      `the bundle needs Regent ${min_version}, and this is ${version}: update it`,
    );
  }
  if (!(Date.parse(created) <= now.getTime() + CLOCK_SKEW)) {
    throw new BundleRefusal(
      'not-yet-valid',
      `the bundle was created ${created}, and here it is ${now.toJSON()}: set the clocks`,
    );
  }
  if (!(Date.parse(expires) > now.getTime())) {
    throw new BundleRefusal('expired', `the bundle expired ${expires}: build and sign a new one`);
  }
  if (lastSequence === undefined || sequence > lastSequence) return;
  if (sequence === lastSequence && digest === lastDigest) return;
  throw new BundleRefusal(
    'sequence-too-low',
    `the bundle's sequence ${sequence} is not above ${lastSequence}: to go back, sign the old content with a higher one`,
  );
}

function compareVersions(one: string, other: string): number {
  const numbers = other.split('.').map(Number);
  // Of a pre-release (`1.2.3-rc.1`) the numbers count.
  for (const [index, part] of one.split('-')[0]!.split('.').entries()) {
    const difference = Number(part) - (numbers[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
