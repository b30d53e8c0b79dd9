/** Where oidc-provider would keep what outlives a request. Here nothing does, so nothing is kept. */

/** A fault of the configuration: something asked to be kept. */
const REFUSAL = 'the example issuer keeps no state';

/**
 * The adapter that oidc-provider asks for. Signed access tokens are not stored and clients are
 * configured, so that it is only ever asked for what does not exist. Sign-in of people (authorization
 * code, sessions) will need one that stores; until then whatever tries to is refused.
 */
export function createNoStorage(): object {
  const refuse = () => Promise.reject(new Error(REFUSAL));
  const findNothing = () => Promise.resolve(undefined);
  return {
    find: findNothing,
    findByUid: findNothing,
    findByUserCode: findNothing,
    upsert: refuse,
    consume: refuse,
    destroy: refuse,
    revokeByGrantId: refuse,
  };
}
