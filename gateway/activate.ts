import type { Bundle } from '../bundles/read.ts';
import { guardPolicy, type Guard } from './decision/guard-policy.ts';
import { loadPolicy, type Policy } from './decision/policy.ts';
import type { Gateway } from './exchange.ts';
import { checkMaskPath } from './redaction/compile-mask.ts';
import type { BundleData, BundleRef, Config } from './types.ts';

/** Compiles a bundle's policy and loads its data, beside whatever decides meanwhile. Throws SetupError. */
export function preparePolicy(bundle: Bundle, limits: Config['policy']): Promise<Policy> {
  return loadPolicy(bundle, { ...limits, checkMask: checkMaskPath });
}

/** How the record names a bundle. */
export function refOf(bundle: Bundle): BundleRef {
  return { revision: bundle.revision, digest: bundle.digest };
}

/**
 * Lets a bundle decide from the next request on: prepares it aside, records it, and swaps one
 * reference. Requests in flight end on the bundle that they began with. Throws where the bundle
 * cannot be used or the activation not be recorded; then nothing has changed.
 */
export async function activate(
  gateway: Gateway,
  bundle: Bundle,
  facts: Omit<BundleData, 'state' | 'bundle'> = {},
  guard?: Guard,
): Promise<void> {
  const policy = await preparePolicy(bundle, gateway.snapshot.config.policy);
  const ref = refOf(bundle);
  await gateway.ledger.append('bundle', { state: 'activated', bundle: ref, ...facts });
  gateway.snapshot = {
    ...gateway.snapshot,
    bundle: ref,
    policy: guard ? guardPolicy(policy, ref, guard) : policy,
  };
  gateway.metrics.bundleSettled('activated');
  gateway.log.info({ ...ref, ...facts }, 'bundle activated');
}
