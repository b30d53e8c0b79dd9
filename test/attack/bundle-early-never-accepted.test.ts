/** A bundle that is handed on while it is judged, and is refused, withdrawn or said to be more than it was. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { fetchBundle } from '../../bundles/follow/fetch-bundle.ts';
import { follow, type Follower } from '../../bundles/follow/follower.ts';
import { readLastSeen } from '../../bundles/follow/last-good.ts';
import { createPreparer, type PreparedPolicy } from '../../gateway/prepare/preparer.ts';
import type { CheckedBundle } from '../../bundles/verify.ts';
import { startEarlyServer, type EarlyServer } from '../helpers/early-server.ts';
import { makeRelease, makeSigningKey } from '../helpers/channel.ts';
import { alwaysDecide } from '../helpers/gateway.ts';
import { until } from '../helpers/until.ts';
import { LIMITS } from '../prepare/support.ts';

const { key, publicKey } = makeSigningKey('ci');
const rules = alwaysDecide({ action: 'deny', reasons: ['closed'] });
const release = (sequence: number): Promise<Buffer> => makeRelease({ rules, sequence }, key);

/** A real follower with a real preparer, and what became of the bundles. */
interface Following {
  follower: Follower;
  dir: string;
  prepared: string[];
  active: string[];
  discarded: string[];
  refused: string[];
}

async function start(t: Test, server: EarlyServer): Promise<Following> {
  const dir = await mkdtemp(join(tmpdir(), 'regent-early-'));
  const preparer = createPreparer(LIMITS);
  const trust = { keys: [{ id: 'ci', algorithm: 'EdDSA' as const, publicKey }] };
  const seen = { prepared: [] as string[], active: [] as string[], discarded: [] as string[] };
  const refused: string[] = [];
  const follower = await follow<PreparedPolicy & CheckedBundle>({
    url: server.url,
    wait: 20_000,
    poll: 20,
    dir,
    async prepare(bytes, last) {
      const made = await preparer.prepare(bytes, trust, last);
      seen.prepared.push(made.revision);
      return made;
    },
    activate: async ({ revision }) => void seen.active.push(revision),
    async discard({ revision, close }) {
      seen.discarded.push(revision);
      close();
    },
    refused: async ({ code }) => void refused.push(code),
    log: () => undefined,
  });
  t.teardown(async () => {
    await follower.close();
    await preparer.close();
    await server.close();
    await rm(dir, { recursive: true });
  });
  return { follower, dir, ...seen, refused };
}

t.test('nothing decides before its end has come, and nothing of it stays without', async (t) => {
  const server = await startEarlyServer();
  const following = await start(t, server);
  const { prepared, active, discarded, refused, dir } = following;
  const first = await server.handOn(await release(1));
  await until(() => prepared.length === 1);
  t.strictSame(active, [], 'made ready, and waiting for the verdict');
  t.equal(await readLastSeen(dir), undefined);
  first.end('.');
  await until(() => active.length === 1);
  t.match(server.preferences[0], /regent-early/);

  const second = await release(2);
  for (const [what, end] of [
    ['cut off, as by a server that refuses it or is killed', undefined],
    ['another byte', '!'],
  ] as const) {
    const before = discarded.length;
    const answer = await server.handOn(second);
    await until(() => prepared.length === before + 2);
    if (end === undefined) answer.destroy();
    else answer.end(end);
    await until(() => discarded.length === before + 1);
    t.strictSame(active, ['r1'], what);
    t.match(following.follower.state().fault, /./);
  }
  t.match(await readLastSeen(dir), { sequence: 1 });
  t.strictSame(refused, [], 'what was not accepted has never been, and is not on record');

  // What was published instead may have the same sequence.
  await server.give(await makeRelease({ rules, sequence: 2, revision: 'other' }, key));
  await until(() => active.length === 2);
  t.strictSame(active, ['r1', 'other']);
});

t.test('what is not of the form is not accepted', async (t) => {
  const server = await startEarlyServer();
  t.teardown(() => server.close());
  const bytes = await release(1);
  const fetchEarly = async (behind: number | 'no length', rest?: string): Promise<void> => {
    const signal = new AbortController().signal;
    const fetched = fetchBundle({ url: server.url, wait: 20_000, signal });
    const answer = await server.handOn(bytes, behind);
    if (rest === undefined) answer.destroy();
    else answer.end(rest);
    const result = await fetched;
    if (result.kind === 'bundle') await result.accepted;
  };
  await t.resolves(fetchEarly(1, '.'));
  await t.rejects(fetchEarly(0, ''), 'the bundle itself has the last byte');
  await t.rejects(fetchEarly('no length', '.'), 'nobody knows where it ends');
  await t.rejects(fetchEarly(2 ** 40), 'more than a bundle may have');
  await t.rejects(fetchEarly(1), 'it breaks off');
});

t.test('what is accepted and must not be trusted is refused, and on record', async (t) => {
  const server = await startEarlyServer();
  const { active, refused } = await start(t, server);
  const stranger = makeSigningKey('ci').key;
  const bad = await makeRelease({ rules, sequence: 1, key: stranger }, key);
  (await server.handOn(bad)).end('.');
  await until(() => refused.length === 1);
  t.strictSame(refused, ['bad-signature']);
  t.strictSame(active, []);
});
