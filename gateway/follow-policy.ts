import { follow, type Follower } from '../bundles/follow/follower.ts';
import type { Trust } from '../bundles/trust.ts';
import { activateChecked, recordRefused } from './activate.ts';
import type { Gateway, PolicySupply } from './exchange.ts';
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
    prepare: (bytes, last) => preparer.prepare(bytes, trust, last),
    async activate(prepared) {
      await activateChecked(gateway, prepared, () =>
        service.denyWhenStale && isStale() ? 'policy-stale' : undefined,
      );
      expires = Date.parse(prepared.metadata.expires);
    },
    discard: ({ close }) => close(),
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
