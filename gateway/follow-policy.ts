import { join } from 'node:path';
import { follow, type Follower } from '../bundles/follow/follower.ts';
import type { VerifiedBundle } from '../bundles/verify.ts';
import { activate } from './activate.ts';
import type { Gateway, PolicySupply } from './exchange.ts';
import type { PolicyService } from './types.ts';

/** Follows the configured channel and lets what it brings decide. The last good bundle is active when this resolves. */
export async function followPolicy(
  gateway: Gateway,
  service: PolicyService,
): Promise<PolicySupply> {
  const startedAt = Date.now();
  let expires = Infinity;
  let follower: Follower | undefined;
  const isStale = (): boolean =>
    Date.now() - (follower?.state().contactAt ?? startedAt) > service.maxAge;

  const take = async (bundle: VerifiedBundle): Promise<void> => {
    const { metadata, signedBy } = bundle;
    const endsAt = Date.parse(metadata.expires);
    const facts = {
      sequence: metadata.sequence,
      signed_by: signedBy,
      expires: metadata.expires,
    };
    await activate(gateway, bundle, facts, () => {
      if (Date.now() >= endsAt) return 'policy-expired';
      return service.denyWhenStale && isStale() ? 'policy-stale' : undefined;
    });
    expires = endsAt;
  };

  const { token } = service;
  follower = await follow({
    url: service.url,
    trust: { keys: service.keys, ...(service.scope !== undefined && { scope: service.scope }) },
    ...(token && { token: () => token.read() }),
    wait: service.wait,
    poll: service.poll,
    dir: join(gateway.snapshot.config.gateway.stateDir, 'bundles'),
    activate: take,
    refused: async ({ code, detail }) => {
      gateway.metrics.bundleSettled('refused');
      await gateway.ledger.append('bundle', { state: 'refused', code, detail });
    },
    log: (level, facts, message) => gateway.log[level](facts, message),
  });
  return { ...follower, isStale, isExpired: () => Date.now() >= expires };
}
