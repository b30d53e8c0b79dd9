import { assembleLoadable, unpackBundle, type LoadableBundle } from '../../bundles/read.ts';
import { readSmokeTests, runSmokeTests } from '../../bundles/smoke.ts';
import { verifyBundle, type CheckedBundle } from '../../bundles/verify.ts';
import type { PolicyImage } from '../decision/fill-memory.ts';
import { makeImage, openPolicy, type ImageAids } from '../decision/policy.ts';
import { checkRedactions } from '../redaction/check-redactions.ts';
import type { BundleRef, PolicyLimits } from '../types.ts';
import { checkSize } from './check-size.ts';
import type { Job } from './messages.ts';

/** What a policy may use, and how many bytes JavaScript's heap has for preparing it. */
export interface PrepareLimits extends PolicyLimits {
  heap: number;
}

/** What is known of a bundle that may decide. */
export interface CheckedImage extends BundleRef {
  /** Absent where nobody had to sign it. */
  checked?: Pick<CheckedBundle, 'metadata' | 'signedBy'>;
}

/** The same with its policy. Its data is in the image's memory alone. */
export interface PreparedImage extends CheckedImage {
  image: PolicyImage;
}

/** What makes it sooner. */
export interface PrepareAids extends ImageAids {
  /** Told of a bundle that had to be signed, before its data is read and its policy loaded (`VerifyOptions.signed`). */
  verified?: (bundle: CheckedBundle) => void;
  /** Told of the files, which nobody reads any more when it is prepared. */
  unpacked?: (files: ReadonlyMap<string, Buffer>) => void;
}

/**
 * Verifies a bundle, loads its policy and runs its smoke tests: all that must be done before it may
 * decide. Throws BundleRefusal or SetupError.
 */
export async function prepareBundle(
  job: Job,
  limits: PrepareLimits,
  aids: PrepareAids = {},
): Promise<PreparedImage> {
  const bytes = Buffer.from(job.bytes.buffer, job.bytes.byteOffset, job.bytes.byteLength);
  const { trust, last } = job;
  const checkFiles = (files: ReadonlyMap<string, Buffer>): void => {
    aids.unpacked?.(files);
    checkSize(files, limits.heap);
  };
  if (trust === 'unsigned') {
    const { files, digest } = await unpackBundle(bytes);
    checkFiles(files);
    return await load(assembleLoadable(files, digest), limits, aids);
  }
  const { metadata, signedBy, ...bundle } = await verifyBundle(bytes, trust, {
    now: new Date(),
    checkFiles,
    ...(aids.verified && { signed: aids.verified }),
    ...(last && { lastSequence: last.sequence, lastDigest: last.digest }),
  });
  return { ...(await load(bundle, limits, aids)), checked: { metadata, signedBy } };
}

async function load(
  bundle: LoadableBundle,
  limits: PolicyLimits,
  aids: ImageAids,
): Promise<PreparedImage> {
  const smoke = readSmokeTests(bundle.manifest);
  const image = await makeImage(bundle, limits, aids);
  const policy = openPolicy(image, bundle, { ...limits, checkRedactions });
  runSmokeTests(smoke, policy);
  const { revision, digest } = bundle;
  return { revision, digest, image: { ...image, reached: policy.close() } };
}
