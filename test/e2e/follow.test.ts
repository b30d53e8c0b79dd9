import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import type { BundleData } from '../../gateway/types.ts';
import { makeRelease, makeSigningKey, startChannel, type Channel } from '../helpers/channel.ts';
import { alwaysDecide, startTestGateway, type TestGateway } from '../helpers/gateway.ts';
import { until } from '../helpers/until.ts';

const allow = (reason: string): string => alwaysDecide({ action: 'allow', reasons: [reason] });
const deny = alwaysDecide({ action: 'deny', reasons: ['closed'] });

/** Asks until the answer has this status; gives it. */
async function untilAnswer(gateway: TestGateway, status: number): Promise<Response> {
  let answer = await gateway.fetch('/svc/x');
  await until(async () => {
    if (answer.status === status) return true;
    answer = await gateway.fetch('/svc/x');
    return false;
  });
  return answer;
}

/** Waits until this revision decides. */
async function untilActive(gateway: TestGateway, revision: string): Promise<void> {
  await until(async () => {
    const status = await fetch(`${gateway.adminUrl}/api/status`);
    const { bundles } = (await status.json()) as {
      bundles: { policy: { active_revision: string } };
    };
    return bundles.policy.active_revision === revision;
  });
}

async function bundleEntries(gateway: TestGateway): Promise<BundleData[]> {
  const entries = await gateway.entries();
  return entries.filter(({ type }) => type === 'bundle').map(({ data }) => data as BundleData);
}

async function start(t: Test, channel: Channel, stateDir?: string): Promise<TestGateway> {
  const gateway = await startTestGateway({
    channel,
    ...(stateDir !== undefined && { stateDir }),
  });
  t.teardown(() => gateway.stop());
  return gateway;
}

async function lacks(gateway: TestGateway): Promise<string[]> {
  const ready = await fetch(`${gateway.adminUrl}/readyz`);
  return ((await ready.json()) as { lacks: string[] }).lacks;
}

t.test('what is published decides, and each step is on record', async (t) => {
  const channel = await startChannel();
  t.teardown(() => channel.close());
  const gateway = await start(t, channel);
  const before = await gateway.fetch('/svc/x');
  t.equal(before.status, 403, 'without a policy everything is denied');
  t.match(await before.json(), { reasons: ['policy-missing'] });
  t.match(await lacks(gateway), ['policy-missing']);

  channel.put(await makeRelease({ rules: allow('first'), sequence: 1 }, channel.key));
  t.equal((await untilAnswer(gateway, 200)).status, 200);
  t.strictSame(await lacks(gateway), []);
  channel.put(await makeRelease({ rules: deny, sequence: 2 }, channel.key));
  t.equal((await untilAnswer(gateway, 403)).status, 403);
  t.match(await bundleEntries(gateway), [
    { state: 'activated', bundle: { revision: 'r1' }, sequence: 1, signed_by: 'ci' },
    { state: 'activated', bundle: { revision: 'r2' }, sequence: 2, signed_by: 'ci' },
  ]);
});

t.test('what must not be trusted changes nothing, and is on record', async (t) => {
  const channel = await startChannel();
  t.teardown(() => channel.close());
  const gateway = await start(t, channel);
  channel.put(await makeRelease({ rules: allow('good'), sequence: 5 }, channel.key));
  await untilAnswer(gateway, 200);

  const stranger = makeSigningKey('stranger').key;
  const impostor = makeSigningKey('ci').key;
  const good = await makeRelease({ rules: deny, sequence: 9 }, channel.key);
  const bad: [code: string, bytes: Buffer][] = [
    ['unknown-key', await makeRelease({ rules: deny, sequence: 6, key: stranger }, channel.key)],
    ['bad-signature', await makeRelease({ rules: deny, sequence: 6, key: impostor }, channel.key)],
    ['sequence-too-low', await makeRelease({ rules: deny, sequence: 4 }, channel.key)],
    ['expired', await makeRelease({ rules: deny, sequence: 6, expiresIn: -1000 }, channel.key)],
    ['wrong-scope', await makeRelease({ rules: deny, sequence: 6, scope: 'x' }, channel.key)],
    ['malformed', good.subarray(0, good.length - 100)],
    ['malformed', Buffer.from('not a bundle')],
  ];
  for (const [index, [code, bytes]] of bad.entries()) {
    channel.put(bytes);
    await until(async () => (await bundleEntries(gateway)).length === index + 2);
    t.match((await bundleEntries(gateway)).at(-1), { state: 'refused', code });
    t.equal((await gateway.fetch('/svc/x')).status, 200, `the old one still decides: ${code}`);
  }
  const metrics = await (await fetch(`${gateway.adminUrl}/metrics`)).text();
  t.match(metrics, `regent_bundles_total{result="refused"} ${bad.length}`);
  const status = await (await fetch(`${gateway.adminUrl}/api/status`)).json();
  t.match(status, { bundles: { policy: { active_revision: 'r5', code: 'malformed' } } });
  channel.put(good);
  t.equal((await untilAnswer(gateway, 403)).status, 403, 'and a good one is taken again');
});

t.test('the last good bundle decides while the server is away, also after a restart', async (t) => {
  const stateDir = await mkdtemp(join(tmpdir(), 'regent-follow-'));
  t.teardown(() => rm(stateDir, { recursive: true }));
  const channel = await startChannel();
  t.teardown(() => channel.close());
  channel.put(await makeRelease({ rules: allow('kept'), sequence: 3 }, channel.key));
  const first = await startTestGateway({ channel, stateDir });
  await untilAnswer(first, 200);
  channel.setAway(true);
  t.equal((await first.fetch('/svc/x')).status, 200);
  await first.stop();

  const second = await start(t, channel, stateDir);
  t.equal((await second.fetch('/svc/x')).status, 200, 'without the server');
  channel.put(await makeRelease({ rules: deny, sequence: 2 }, channel.key));
  channel.setAway(false);
  await until(async () => (await bundleEntries(second)).at(-1)?.state === 'refused');
  t.match((await bundleEntries(second)).at(-1), { state: 'refused', code: 'sequence-too-low' });
  t.equal((await second.fetch('/svc/x')).status, 200, 'a restart does not let an old one in');
});

t.test(
  'a server that holds no request, such as a file server, is asked again and again',
  async (t) => {
    const channel = await startChannel();
    t.teardown(() => channel.close());
    Object.assign(channel.service, { wait: 1, poll: 100 });
    channel.holds = false;
    const gateway = await start(t, channel);
    for (const [sequence, rules, status] of [
      [1, allow('first'), 200],
      [2, deny, 403],
    ] as const) {
      channel.put(await makeRelease({ rules, sequence }, channel.key));
      await untilActive(gateway, `r${sequence}`);
      t.equal((await gateway.fetch('/svc/x')).status, status);
    }
  },
);

t.test('an expired bundle denies', async (t) => {
  const channel = await startChannel();
  t.teardown(() => channel.close());
  const gateway = await start(t, channel);
  // Where this machine is slow it has expired when it comes; then one that lives longer is made.
  for (let [sequence, status] = [1, 0]; status !== 200; sequence += 1) {
    const expiresIn = 1000 * 2 ** sequence;
    channel.put(await makeRelease({ rules: allow('short'), sequence, expiresIn }, channel.key));
    await until(async () => (await bundleEntries(gateway)).length === sequence);
    ({ status } = await gateway.fetch('/svc/x'));
  }
  const answer = await untilAnswer(gateway, 403);
  t.match(await answer.json(), { reasons: ['policy-expired'] });
  t.match(await lacks(gateway), ['policy-expired']);
});

t.test('a server that is away for too long makes the gateway unready, or denies', async (t) => {
  for (const denyWhenStale of [false, true]) {
    const channel = await startChannel();
    t.teardown(() => channel.close());
    Object.assign(channel.service, { maxAge: 1500, wait: 1000, denyWhenStale });
    channel.put(await makeRelease({ rules: allow('old'), sequence: 1 }, channel.key));
    const gateway = await start(t, channel);
    t.equal((await untilAnswer(gateway, 200)).status, 200);
    channel.setAway(true);
    await until(async () => (await lacks(gateway)).includes('policy-stale'));
    t.strictSame(await lacks(gateway), ['policy-stale']);
    const answer = await gateway.fetch('/svc/x');
    t.equal(answer.status, denyWhenStale ? 403 : 200);
    if (denyWhenStale) t.match(await answer.json(), { reasons: ['policy-stale'] });
    channel.setAway(false);
    t.equal((await untilAnswer(gateway, 200)).status, 200, 'and it recovers');
  }
});

t.test('under load no request fails, and each is decided by one bundle', async (t) => {
  const channel = await startChannel();
  t.teardown(() => channel.close());
  const gateway = await start(t, channel);
  const releases = await Promise.all(
    Array.from({ length: 10 }, (_, index) =>
      makeRelease({ rules: allow(`r${index + 1}`), sequence: index + 1 }, channel.key),
    ),
  );
  channel.put(releases[0]!);
  await untilAnswer(gateway, 200);
  const load = { running: true };
  const statuses = new Set<number>();
  const clients = Array.from({ length: 8 }, async () => {
    while (load.running) statuses.add((await gateway.fetch('/svc/x')).status);
  });
  for (const [index, release] of releases.entries()) {
    channel.put(release);
    await untilActive(gateway, `r${index + 1}`);
    await gateway.fetch('/svc/x');
  }
  load.running = false;
  await Promise.all(clients);
  t.strictSame([...statuses], [200]);
  const intents = (await gateway.entries())
    .filter(({ type }) => type === 'intent')
    .map(({ data }) => data as { bundle: { revision: string }; reasons: string[] });
  t.ok(intents.every(({ bundle, reasons }) => reasons[0] === bundle.revision));
  t.equal(new Set(intents.map(({ bundle }) => bundle.revision)).size, releases.length);
});
