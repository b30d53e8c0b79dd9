import { follow, type Follower } from '../bundles/follow/follower.ts';
import type { Trust } from '../bundles/trust.ts';
import { activateChecked, keepWithEvidence, recordRefused } from './activate.ts';
import { collectYoung } from './collect-young.ts';
import type { Gateway, PolicySupply } from './exchange.ts';
import type { Keeping } from './keep-bundle.ts';
import type { Preparer } from './prepare/preparer.ts';
import type { PolicyService } from './types.ts';

/** With what a channel is followed. */
export interface FollowParts {
  service: PolicyService;
  trust: Trust;
  preparer: Preparer;
  /** Where the last good bundle is kept. */
  dir: string;
}

/** Follows the configured channel and lets what it brings decide. The last good bundle is active when this resolves. */
export async function followPolicy(
  gateway: Gateway,
  { service, trust, preparer, dir }: FollowParts,
): Promise<PolicySupply> {
  const startedAt = Date.now();
  let expires = Infinity;
  let follower: Follower | undefined;
  const isStale = (): boolean =>
    Date.now() - (follower?.state().contactAt ?? startedAt) > service.maxAge;

  const { url, token, wait, poll } = service;
  follower = await follow({
    url,
    ...(token && { token: () => token.read() }),
    wait,
    poll,
    dir,
    async prepare(bytes, last) {
      let keeping: Keeping | undefined;
      try {
        // What nobody trusted has signed is not written anywhere.
        const prepared = await preparer.prepare(bytes, trust, last, ({ digest }) => {
          keeping = keepWithEvidence(gateway, { digest, bytes });
        });
        return { ...prepared, keeping: keeping! };
      } catch (error) {
        await keeping?.undo();
        throw error;
      }
    },
    async activate(prepared) {
      await activateChecked(gateway, prepared, () =>
        service.denyWhenStale && isStale() ? 'policy-stale' : undefined,
      );
      expires = Date.parse(prepared.metadata.expires);
      collectYoung();
    },
    async discard({ close, keeping }) {
      close();
      await keeping.undo();
    },
    refused: (refusal) => recordRefused(gateway, refusal),
    log: (level, facts, message) => gateway.log[level](facts, message),
  });
  return {
    ...follower,
    isStale,
    isExpired: () => Date.now() >= expires,
    expiresAt: () => (expires === Infinity ? undefined : expires),
  };
}
