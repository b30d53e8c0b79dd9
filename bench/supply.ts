/**
 * `node --expose-gc bench/supply.ts [publish|reload|data|dev]…`: how policies get to where they decide,
 * and what that costs the requests meanwhile. All in one run, so that what else the machine does meets
 * all alike: the ratios are what counts.
 */
import { startChannel } from '../test/helpers/channel.ts';
import { KEY } from '../test/bundle-server/support.ts';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createClient } from '../bundles/server/client.ts';
import { watchPolicies } from '../bundles/policy/watch.ts';
import type { IntentData } from '../gateway/types.ts';
import { Reader } from '../gateway/ledger/read/reader.ts';
import { createPreparer } from '../gateway/prepare/preparer.ts';
import { client, load, type LoadResult } from './load.ts';
import { startChild } from './start-child.ts';
import { createBundleMaker, makeDigests, makeRecords } from './supply-bundles.ts';
import { measureData } from './supply-data.ts';
import { startFollowing, type FollowingGateway } from './supply-gateway.ts';

const PUBLISHES = Number(process.env['BENCH_PUBLISHES'] ?? 200);
const RELOADS = Number(process.env['BENCH_RELOADS'] ?? 1000);
/** Reloads a second, at most. */
const RATE = Number(process.env['BENCH_RATE'] ?? 5);
/** Seconds of load before anything is measured: the first segment of evidence is full and packed within them, which wants memory. */
const WARM_UP = 90;
/** Seconds of each round: in a short one the 99th percentile is its one longest stop. */
const ROUND = 15;
const MEBI = 1024 ** 2;

const parts = { publish, reload, data, dev };
const asked = process.argv.slice(2) as (keyof typeof parts)[];
for (const name of asked.length > 0 ? asked : (Object.keys(parts) as (keyof typeof parts)[])) {
  await parts[name]();
}
process.exit();

/** A bundle of 1 MB with digests as data, and one with 1 MB of records as data. */
async function publish(): Promise<void> {
  await publishAll('a bundle of 1 MB', makeDigests(1_600_000));
  await publishAll('a bundle with 1 MB of data', makeRecords(1_000_000));
}

/** From the call of `publish`, and from the server's answer to it, until the bundle decides at a gateway. */
async function publishAll(name: string, records: object): Promise<void> {
  const server = await startChild('bundle-server', KEY.publicKey);
  const change = { action: 'publish', reason: '' } as const;
  const access = createClient({ server: server.url, token: server.token! });
  const maker = await createBundleMaker();
  const gateway = await startFollowing(`${server.url}/bundles/staging.tar.gz`);
  const fromCall: number[] = [];
  const fromAnswer: number[] = [];
  const worked = { server: [] as number[], gateway: [] as number[] };
  let size = 0;
  for (let turn = -10; turn < PUBLISHES; turn += 1) {
    const { revision, bytes } = await maker.next(records);
    size = bytes.length;
    // What is done after the bundle before has its time, and the gateway asks again. Whoever publishes has not
    // built bundle after bundle: garbage of that is collected now.
    (globalThis as { gc?: () => void }).gc?.();
    await sleep(200);
    const before = [await server.cpu(), await gateway.child.cpu()] as const;
    const start = Date.now();
    let answered = 0;
    const told = access.change('staging', change, bytes).then(() => (answered = Date.now()));
    const active = await gateway.untilActive(revision);
    await told;
    if (turn < 0) continue;
    fromCall.push(active - start);
    fromAnswer.push(Math.max(0, active - answered));
    worked.server.push(((await server.cpu()) - before[0]) / 1000);
    worked.gateway.push(((await gateway.child.cpu()) - before[1]) / 1000);
  }
  await gateway.stop();
  server.stop();
  console.log(`\n${PUBLISHES} publishes of ${name} (${kib(size)} KiB packed)`);
  console.log(`from the call to publish until it decides: ${spread(fromCall)}`);
  console.log(`from the server's answer until it decides: ${spread(fromAnswer)}`);
  console.log(`processor time of the server: ${spread(worked.server)}`);
  console.log(`processor time of the gateway: ${spread(worked.gateway)}`);
}

/** Reloads while agents ask; the same load without any in between. */
async function reload(): Promise<void> {
  const channel = await startChannel();
  const maker = await createBundleMaker();
  channel.put((await maker.next({})).bytes);
  const gateway = await startFollowing(channel.service.url);
  const { child } = gateway;
  await gateway.untilActive('r1');
  const ask = (seconds: number): Promise<LoadResult> =>
    load(`${child.url}/x`, gateway.token, seconds);
  // Until memory has the size that this load wants, with reloads or without.
  await ask(WARM_UP);
  const quiet: LoadResult[] = [];
  const busy: LoadResult[] = [];
  const rss: number[] = [];
  const made = { reloads: 0 };
  /** Bundles are made in either, so that only reloading is between them. */
  const round = async (
    use: (bundle: { revision: string; bytes: Buffer }) => Promise<void>,
  ): Promise<LoadResult> => {
    const asked = { over: false };
    const asking = ask(ROUND).finally(() => (asked.over = true));
    while (!asked.over) {
      const next = sleep(1000 / RATE);
      await use(await maker.next({}));
      await next;
    }
    return asking;
  };
  while (made.reloads < RELOADS) {
    // By turns, so that what else the machine does meets both alike.
    quiet.push(await round(async () => undefined));
    busy.push(
      await round(async ({ revision, bytes }) => {
        channel.put(bytes);
        await gateway.untilActive(revision);
        made.reloads += 1;
        if (made.reloads === 10) rss.push(await child.rss());
      }),
    );
  }
  rss.push(await child.rss());
  const { decided, mixed, undecided } = await readDecided(gateway);
  await gateway.stop();
  await channel.close();
  const errors = [...quiet, ...busy].reduce((sum, { errors }) => sum + errors, 0);
  const requests = [...quiet, ...busy].reduce((sum, { requests }) => sum + requests, 0);
  const p99 = (results: LoadResult[]): number =>
    at(
      results.map(({ p99 }) => p99),
      0.5,
    );
  console.log(`\n${made.reloads} reloads under load (${client}), ${requests} requests`);
  console.log(
    `failed ${errors}, decided by no bundle ${undecided}, by a mix ${mixed}, of ${decided}`,
  );
  console.log(
    `p99, median of ${busy.length} rounds: ${p99(quiet).toFixed(1)} ms without, ${p99(busy).toFixed(1)} ms ` +
      `with ${(made.reloads / busy.length / ROUND).toFixed(1)} reloads a second: ratio ${(p99(busy) / p99(quiet)).toFixed(2)}`,
  );
  console.log(
    `resident after 10 reloads ${(rss[0]! / MEBI).toFixed(0)} MiB, after ${made.reloads} ` +
      `${(rss[1]! / MEBI).toFixed(0)} MiB: ratio ${(rss[1]! / rss[0]!).toFixed(2)}`,
  );
}

/** Of the requests on record: how many, and how many were not decided by one bundle alone. */
async function readDecided({
  stateDir,
}: FollowingGateway): Promise<{ decided: number; mixed: number; undecided: number }> {
  const found = { decided: 0, mixed: 0, undecided: 0 };
  for await (const { entry } of new Reader({ dir: join(stateDir, 'ledger') }).entries()) {
    if (entry.type !== 'intent') continue;
    const { bundle, reasons } = entry.data as IntentData;
    found.decided += 1;
    if (bundle.digest === '') found.undecided += 1;
    if (reasons[0] !== bundle.revision) found.mixed += 1;
  }
  return found;
}

/** What 40 MB of data hold up. */
async function data(): Promise<void> {
  const { idle, beside, here } = await measureData(40);
  console.log('\nevent loop while a bundle with 40 MB of data is prepared');
  for (const [name, { took, max, p99, cpu }] of Object.entries({ idle, beside, here })) {
    console.log(
      `${name}: ${took.toFixed(0)} ms; held up at most ${max.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms; this thread worked ${cpu.toFixed(1)} ms`,
    );
  }
}

/** From a saved file of the starter policies until it is tested, built and prepared. */
async function dev(): Promise<void> {
  const dir = await mkdtemp(join(tmpdir(), 'regent-bench-'));
  await cp(join(import.meta.dirname, '../policies'), dir, { recursive: true });
  const preparer = createPreparer({ maxSteps: 10_000_000, maxMemory: 256 * MEBI });
  let live = Promise.withResolvers<void>();
  const watch = await watchPolicies(dir, async (change) => {
    if (!change.good) throw new Error(change.faults.join('\n'));
    await preparer.prepareUnsigned(change.bytes);
    live.resolve();
  });
  await live.promise;
  const file = join(dir, 'rules/no_deletes/no_deletes.rego');
  const text = await readFile(file, 'utf8');
  const times: number[] = [];
  for (let turn = 0; turn < 10; turn += 1) {
    live = Promise.withResolvers();
    await sleep(300);
    const start = performance.now();
    await writeFile(file, `# ${turn}\n${text}`);
    await live.promise;
    times.push(performance.now() - start);
  }
  await watch.close();
  await preparer.close();
  await rm(dir, { recursive: true });
  console.log(`\nregent dev, from save to live with the starter policies: ${spread(times)}`);
}

function kib(bytes: number): string {
  return (bytes / 1024).toFixed(0);
}

/** The smallest value that so large a share of all does not exceed (nearest rank). */
function at(values: number[], share: number): number {
  return values.toSorted((a, b) => a - b)[Math.ceil(values.length * share) - 1]!;
}

function spread(times: number[]): string {
  return `p50 ${at(times, 0.5).toFixed(0)} ms, p99 ${at(times, 0.99).toFixed(0)} ms, at most ${Math.max(...times).toFixed(0)} ms`;
}
