import type { Logger } from 'pino';
import { watchPolicies, type PolicyChange, type PolicyWatch } from '../../bundles/policy/watch.ts';
import { isRefusal } from '../../bundles/refusals.ts';
import type { RunningGateway } from '../../gateway/main.ts';

/**
 * Lets each good change of the policies decide as soon as it is saved; what is wrong with another is
 * said, and the policies before it stay. `known` is the `sha256` of those that decide already.
 */
export async function activateChanges(
  dir: string,
  gateway: RunningGateway,
  known: string,
  log: Logger,
): Promise<PolicyWatch> {
  const explain = (faults: string[]): void => {
    for (const fault of faults) log.error(fault);
    log.error('the change has faults and does not decide; the policies before it still do');
  };
  const onChange = async (change: PolicyChange): Promise<void> => {
    if (!change.good) {
      explain(change.faults);
      return;
    }
    try {
      await gateway.activate({ bytes: change.bytes, trust: 'unsigned' });
    } catch (error) {
      if (!isRefusal(error)) throw error;
      explain(error.message.split('\n'));
    }
  };
  const watch = await watchPolicies(dir, onChange, known);
  watch.done.catch((error: unknown) => log.error({ err: error }, 'policies are not watched now'));
  return watch;
}
