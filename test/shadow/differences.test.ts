import { setTimeout as sleep } from 'node:timers/promises';
import t from 'tap';
import {
  Differences,
  type ShadowData,
  type ShadowsData,
} from '../../gateway/shadow/differences.ts';

const difference = (id: string, digest = 'sha256:1'): ShadowData => ({
  id,
  candidate: { revision: 'r1', digest },
  kinds: ['newly-unmasked', 'weaker-masks'],
  active: { action: 'mask', reasons: [] },
  shadow: { action: 'mask', reasons: [] },
});

t.test('the first of a second are recorded, the others counted by kind', async (t) => {
  const [one, many]: [ShadowData[], ShadowsData[]] = [[], []];
  const differences = new Differences(2, {
    one: async (data) => void one.push(data),
    many: async (data) => void many.push(data),
  });
  for (const id of ['a', 'b', 'c', 'd']) differences.add(difference(id));
  while (many.length === 0) await sleep(10);
  differences.add(difference('e'));
  await differences.close();
  t.same(
    one.map(({ id }) => id),
    ['a', 'b', 'e'],
  );
  const [counts] = many;
  t.same(counts?.counts, { 'newly-unmasked': 2, 'weaker-masks': 2 });
  t.same(counts?.candidate, { revision: 'r1', digest: 'sha256:1' });
  t.ok(counts!.from <= counts!.to);
});

t.test('what the ledger does not take is counted until it does, by candidate', async (t) => {
  const many: ShadowsData[] = [];
  let broken = true;
  const differences = new Differences(10, {
    one: () => Promise.reject(new Error('full')),
    many: async (data) => {
      if (broken) throw new Error('full');
      many.push(data);
    },
  });
  for (const digest of ['sha256:1', 'sha256:2', 'sha256:1']) {
    differences.add(difference('a', digest));
  }
  await sleep(1100);
  broken = false;
  await differences.close();
  t.same(
    many.map(({ candidate, counts }) => [candidate.digest, counts['newly-unmasked']]),
    [
      ['sha256:1', 2],
      ['sha256:2', 1],
    ],
  );
});
