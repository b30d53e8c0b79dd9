import t from 'tap';
import { TokenCache, type KnownToken } from '../../gateway/identity/token-cache.ts';
import { readKeySet } from '../../gateway/identity/key-set.ts';

const keys = readKeySet({ keys: [] });
const token = { keys, issuer: { keys: { fresh: () => keys } } } as unknown as KnownToken;

void t.test('the cache is bounded; what was not used for longest goes first', async (t) => {
  const cache = new TokenCache(2);
  cache.keep('a', token);
  cache.keep('b', token);
  cache.keep('a', token);
  cache.keep('c', token);
  t.equal(cache.size, 2);
  t.equal(cache.find('b'), undefined);
  t.equal(cache.find('a'), token);
  t.equal(cache.find('c'), token);
});

void t.test('an entry of other keys, or of keys past their age, is dropped', async (t) => {
  for (const current of [readKeySet({ keys: [] }), undefined]) {
    const cache = new TokenCache(2);
    const stale = { keys, issuer: { keys: { fresh: () => current } } } as unknown as KnownToken;
    cache.keep('a', stale);
    t.equal(cache.find('a'), undefined);
    t.equal(cache.size, 0);
  }
});
