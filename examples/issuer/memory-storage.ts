/** Where oidc-provider keeps what outlives a request: sign-ins, codes, device codes. Here in memory. */

/** What is kept, as far as this looks into it. */
interface Payload {
  uid?: string;
  userCode?: string;
  grantId?: string;
  consumed?: number;
}

interface Kept {
  payload: Payload;
  /** Milliseconds since the epoch. */
  until: number;
}

/** Past so many the oldest is forgotten. */
const MOST = 1000;

/** A store of its own for each issuer; gives the adapter that oidc-provider asks for, one for each kind of thing. */
export function createMemoryStorage(): (kind: string) => object {
  const kept = new Map<string, Kept>();
  const get = (key: string): Payload | undefined => {
    const found = kept.get(key);
    return found && found.until > Date.now() ? found.payload : undefined;
  };
  return (kind) => {
    const keyOf = (id: string): string => `${kind}:${id}`;
    const find = (isMeant: (payload: Payload) => boolean): Payload | undefined => {
      const keys = [...kept.keys()].filter((key) => key.startsWith(keyOf('')));
      return keys.map(get).find((payload) => payload !== undefined && isMeant(payload));
    };
    return {
      upsert: async (id: string, payload: Payload, seconds?: number) => {
        const until = seconds === undefined ? Infinity : Date.now() + seconds * 1000;
        kept.delete(keyOf(id));
        kept.set(keyOf(id), { payload, until });
        if (kept.size > MOST) kept.delete(kept.keys().next().value!);
      },
      find: async (id: string) => get(keyOf(id)),
      findByUid: async (uid: string) => find((payload) => payload.uid === uid),
      findByUserCode: async (code: string) => find((payload) => payload.userCode === code),
      consume: async (id: string) => {
        const payload = get(keyOf(id));
        if (payload) payload.consumed = Math.floor(Date.now() / 1000);
      },
      destroy: async (id: string) => void kept.delete(keyOf(id)),
      revokeByGrantId: async (grantId: string) => {
        for (const [key, { payload }] of kept) if (payload.grantId === grantId) kept.delete(key);
      },
    };
  };
}
