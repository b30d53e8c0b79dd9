import { join } from 'node:path';
import type { CheckedBundle } from '../bundles/verify.ts';
import type { BundleRefusal } from '../bundles/refusals.ts';
import type { FaultReason } from './decision/faults.ts';
import { guardPolicy, type Guard } from './decision/guard-policy.ts';
import { leasePolicy } from './decision/lease-policy.ts';
import type { Gateway } from './exchange.ts';
import { keepBundle, type Keeping } from './keep-bundle.ts';
import type { PreparedPolicy } from './prepare/preparer.ts';
import type { BundleData } from './types.ts';

/**
 * Lets a policy decide from the next request on: keeps its bundle with the evidence, so that what it decides can be
 * decided again, records it, and swaps one reference. Requests in flight end on the bundle that they began with; the
 * policy before is closed behind the last of them. Throws where it cannot be kept or recorded; then nothing has
 * changed, and the policy is closed.
 */
export async function activate(
  gateway: Gateway,
  prepared: PreparedPolicy & { keeping?: Keeping },
  facts: Omit<BundleData, 'state' | 'bundle'> = {},
  guard?: Guard,
): Promise<void> {
  const { revision, digest, policy, close } = prepared;
  const bundle = { revision, digest };
  try {
    await (prepared.keeping ?? keepWithEvidence(gateway, prepared)).done;
    await gateway.ledger.append('bundle', { state: 'activated', bundle, ...facts });
  } catch (error) {
    close();
    throw error;
  }
  const before = gateway.snapshot.policy;
  gateway.snapshot = {
    ...gateway.snapshot,
    bundle,
    policy: leasePolicy(guard ? guardPolicy(policy, bundle, guard) : policy, close),
  };
  before.retire();
  await redecideApprovals(gateway, prepared);
  gateway.metrics.bundleSettled('activated');
  gateway.reporting?.statusChanged();
  gateway.log.info({ ...bundle, ...facts }, 'bundle activated');
}

/** Begins to keep a bundle's file with the evidence. */
export function keepWithEvidence(
  { snapshot }: Gateway,
  { digest, bytes }: { digest: string; bytes: Uint8Array },
): Keeping {
  return keepBundle(join(snapshot.config.gateway.stateDir, 'ledger'), digest, bytes);
}

/**
 * Puts before the policy what people were asked, and what they granted, under the one before: what it
 * decides otherwise is void. Where that fails nothing of it passes, and the next bundle tries again.
 */
async function redecideApprovals(
  { approvals, log }: Gateway,
  { digest, policy }: PreparedPolicy,
): Promise<void> {
  try {
    const { voided } = await approvals.redecide(digest, (input) => policy.decide(input).decision);
    if (voided.length > 0)
      log.warn({ voided }, 'approvals are void: the new bundle decides otherwise');
  } catch (error) {
    log.error({ err: error }, 'approvals were not put before the new bundle');
  }
}

/**
 * The same with a bundle that somebody signed: who, is recorded too, and it decides until it expires
 * and as long as `more` has nothing against it.
 */
export async function activateChecked(
  gateway: Gateway,
  prepared: PreparedPolicy & CheckedBundle & { keeping?: Keeping },
  more: () => FaultReason | undefined = () => undefined,
): Promise<void> {
  const { metadata, signedBy } = prepared;
  const { sequence, expires } = metadata;
  const endsAt = Date.parse(expires);
  await activate(gateway, prepared, { sequence, signed_by: signedBy, expires }, () =>
    Date.now() >= endsAt ? 'policy-expired' : more(),
  );
}

/** Puts on record that a bundle is not taken. */
export async function recordRefused(gateway: Gateway, refusal: BundleRefusal): Promise<void> {
  const { code, detail } = refusal;
  gateway.metrics.bundleSettled('refused');
  gateway.reporting?.statusChanged();
  await gateway.ledger.append('bundle', { state: 'refused', code, detail });
}
