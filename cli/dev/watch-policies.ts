import type { Logger } from 'pino';
import { watchPolicies, type PolicyWatch } from '../../bundles/policy/watch.ts';
import type { RunningGateway } from '../../gateway/main.ts';

/**
 * Lets each good change of the policies decide as soon as it is saved; what is wrong with another is
 * said, and the policies before it stay.
 */
export async function activateChanges(
  dir: string,
  gateway: RunningGateway,
  firstDigest: string,
  log: Logger,
): Promise<PolicyWatch> {
  let active = firstDigest;
  const watch = await watchPolicies(dir, async (change) => {
    if (!change.good) {
      for (const fault of change.faults) log.error(fault);
      log.error('the change has faults and does not decide; the policies before it still do');
      return;
    }
    const { bundle } = change;
    if (bundle.digest === active) return;
    await gateway.activate(bundle);
    active = bundle.digest;
  });
  watch.done.catch((error: unknown) => log.error({ err: error }, 'policies are not watched now'));
  return watch;
}
