/**
 * `node bench/growth.ts [entries] [dir]`: whether a gateway gets slower, or larger, as its ledger grows: one with 10,000
 * entries, one with ten million, taking turns. A directory that is given is kept, and not filled a second time.
 */
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTestIssuer } from '../test/helpers/tokens.ts';
import { fillLedger } from './fill-ledger.ts';
import { writeGatewayConfig } from './gateway-config.ts';
import { load } from './load.ts';
import { median } from './median.ts';
import { startChild, type NodeChild } from './start-child.ts';

const SECONDS = Number(process.env['BENCH_SECONDS'] ?? 5);
const ROUNDS = Number(process.env['BENCH_ROUNDS'] ?? 9);
const CONNECTIONS = 8;
const SIZES = [10_000, Number(process.argv[2] ?? 10_000_000)];

interface Grown {
  entries: number;
  gateway: NodeChild;
  /** Milliseconds, of each round. */
  p50: number[];
  /** Resident megabytes, before the first round and after each. */
  rss: number[];
}

const given = process.argv[3];
const dir = given ?? (await mkdtemp(join(tmpdir(), 'regent-bench-')));
const issuer = await createTestIssuer();
const token = await issuer.sign({ sub: 'bench', groups: ['bench'] });
const upstream = await startChild('upstream');
const all: Grown[] = [];
try {
  for (const entries of SIZES) all.push(await start(entries));
  for (let round = 0; round < ROUNDS; round += 1) for (const each of all) await measure(each);
  print();
} finally {
  for (const child of [upstream, ...all.map(({ gateway }) => gateway)]) child.stop();
  await issuer.close();
  if (given === undefined) await rm(dir, { recursive: true, force: true });
}

async function start(entries: number): Promise<Grown> {
  const own = join(dir, String(entries));
  await mkdir(own, { recursive: true });
  if (!existsSync(join(own, 'ledger'))) await timed('filled', () => fillLedger(own, entries));
  // Of a run before: this one's bundle has the same sequence.
  await rm(join(own, 'bundles'), { recursive: true, force: true });
  const file = await writeGatewayConfig({ dir: own, issuer, upstream: upstream.url });
  const gateway = await timed('started', () => startChild('regent', file));
  await load(`${gateway.url}/allow`, token, 3, CONNECTIONS);
  return { entries, gateway, p50: [], rss: [await megabytes(gateway)] };

  async function timed<T>(what: string, work: () => Promise<T>): Promise<T> {
    const began = performance.now();
    const result = await work();
    const seconds = ((performance.now() - began) / 1000).toFixed(1);
    console.log(`${entries.toLocaleString('en')} entries: ${what} in ${seconds} s`);
    return result;
  }
}

async function measure({ gateway, p50, rss }: Grown): Promise<void> {
  const result = await load(`${gateway.url}/allow`, token, SECONDS, CONNECTIONS);
  if (result.errors > 0) throw new Error(`${String(result.errors)} answers were errors`);
  p50.push(result.p50);
  rss.push(await megabytes(gateway));
}

async function megabytes(gateway: NodeChild): Promise<number> {
  return (await gateway.rss()) / 2 ** 20;
}

function print(): void {
  console.log(`${CONNECTIONS} connections, ${SECONDS} s, median of ${ROUNDS} rounds`);
  for (const { entries, p50, rss } of all) {
    console.log(
      `${entries.toLocaleString('en')} entries: p50 ${median(p50).toFixed(2)} ms, ` +
        `memory ${rss[0]!.toFixed(0)} MiB, at last ${rss.at(-1)!.toFixed(0)} MiB`,
    );
  }
  const [small, large] = all as [Grown, Grown];
  const ratio = median(large.p50.map((value, round) => value / small.p50[round]!));
  console.log(`p50 of the large to the small: ${ratio.toFixed(3)} (target: at most 1.05)`);
}
