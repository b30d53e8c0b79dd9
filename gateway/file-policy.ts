import { isRefusal, toRefusal } from '../bundles/refusals.ts';
import { activate, activateChecked, recordRefused } from './activate.ts';
import type { Gateway, PolicySupply } from './exchange.ts';
import { prepareSource, type PolicySource, type PreparedSource } from './prepare/policy-source.ts';
import type { Preparer } from './prepare/preparer.ts';

/** The supply of policies where they are files. */
export interface FileSupply extends PolicySupply {
  /** Lets a bundle decide that has been prepared. */
  use(source: PreparedSource): Promise<void>;
  /** Prepares a bundle and lets it decide. Throws where it must not be, which is on record then; the one before stays. */
  take(source: PolicySource): Promise<void>;
}

/** Makes the supply; `dir` is where the last bundle is noted. */
export function supplyFromFiles(gateway: Gateway, preparer: Preparer, dir: string): FileSupply {
  const state: ReturnType<PolicySupply['state']> = {};
  let expires = Infinity;

  const use = async (source: PreparedSource): Promise<void> => {
    if (source.signed) await activateChecked(gateway, source.prepared);
    else await activate(gateway, source.prepared);
    expires = source.signed ? Date.parse(source.prepared.metadata.expires) : Infinity;
    state.activatedAt = Date.now();
    delete state.refusal;
  };

  return {
    use,
    async take(source) {
      try {
        await use(await prepareSource(preparer, source, dir));
      } catch (error) {
        if (!isRefusal(error)) throw error;
        const refusal = toRefusal(error);
        state.refusal = { code: refusal.code, detail: refusal.detail };
        await recordRefused(gateway, refusal);
        throw error;
      }
    },
    state: () => state,
    isStale: () => false,
    isExpired: () => Date.now() >= expires,
    expiresAt: () => (expires === Infinity ? undefined : expires),
    close: async () => undefined,
  };
}
