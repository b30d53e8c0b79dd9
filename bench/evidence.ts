/**
 * `node bench/evidence.ts`: what recording bodies costs: two gateways in one run, one that records whole bodies of
 * requests and answers, one that records entries only. They take turns, and each one's median round counts.
 */
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTestIssuer } from '../test/helpers/tokens.ts';
import { writeGatewayConfig } from './gateway-config.ts';
import { client, CONNECTIONS, load } from './load.ts';
import { startChild, type NodeChild } from './start-child.ts';

const SECONDS = Number(process.env['BENCH_SECONDS'] ?? 5);
const ROUNDS = Number(process.env['BENCH_ROUNDS'] ?? 5);

interface Round {
  perSecond: number;
  p50: number;
  cpu: number;
}

const dir = await mkdtemp(join(process.env['BENCH_DIR'] ?? tmpdir(), 'regent-bench-'));
const issuer = await createTestIssuer();
const token = await issuer.sign({ sub: 'bench', groups: ['bench'] });
const upstream = await startChild('upstream');
const gateways = {
  'entries only': await start('entries', { record_bodies: { request: false, response: false } }),
  'bodies too': await start('bodies', {}),
};
const rounds: Record<string, Round[]> = { 'entries only': [], 'bodies too': [] };
try {
  for (const { url } of Object.values(gateways)) await load(`${url}/allow`, token, 2);
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [name, gateway] of Object.entries(gateways)) {
      rounds[name]!.push(await measure(gateway));
    }
  }
  print();
} finally {
  for (const child of [upstream, ...Object.values(gateways)]) child.stop();
  await issuer.close();
  await rm(dir, { recursive: true, force: true });
}

async function start(name: string, connection: object): Promise<NodeChild> {
  const own = join(dir, name);
  await mkdir(own);
  const config = { dir: own, issuer, upstream: upstream.url, connection };
  return startChild('regent', await writeGatewayConfig(config));
}

async function measure(gateway: NodeChild): Promise<Round> {
  const before = await gateway.cpu();
  const { perSecond, p50, requests, errors } = await load(`${gateway.url}/allow`, token, SECONDS);
  if (errors > 0) throw new Error(`${errors} answers were errors`);
  return { perSecond, p50, cpu: ((await gateway.cpu()) - before) / requests };
}

function print(): void {
  console.log(`client ${client}, ${CONNECTIONS} connections, ${SECONDS} s, median of ${ROUNDS}\n`);
  console.log('| | requests/s | p50 ms | CPU µs/request |');
  console.log('| --- | ---: | ---: | ---: |');
  const medians = Object.entries(rounds).map(([name, all]) => {
    const sorted = all.toSorted((a, b) => a.perSecond - b.perSecond);
    const { perSecond, p50, cpu } = sorted[Math.floor(sorted.length / 2)]!;
    console.log(`| ${name} | ${perSecond.toFixed(0)} | ${p50.toFixed(2)} | ${cpu.toFixed(0)} |`);
    return perSecond;
  });
  console.log(`\nbodies too to entries only: ${(medians[1]! / medians[0]!).toFixed(2)}`);
}
