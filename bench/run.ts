/**
 * `npm run bench`: what the gateway costs, side by side with its parts and with nginx and OPA, in one
 * run with one client. Absolute numbers depend on the machine; the ratios are what counts.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTestIssuer } from '../test/helpers/tokens.ts';
import { POLICIES, writeGatewayConfig } from './gateway-config.ts';
import { client, CONNECTIONS, isInstalled, load, type LoadResult } from './load.ts';
import { startNginxWithOpa } from './nginx-opa.ts';
import { startChild, type Child } from './start-child.ts';

const SECONDS = Number(process.env['BENCH_SECONDS'] ?? 5);
const ROUNDS = Number(process.env['BENCH_ROUNDS'] ?? 3);

interface Contender {
  name: string;
  url: string;
  child: Child;
}

interface Row extends LoadResult {
  name: string;
  /** Microseconds of processor time of the server's processes. */
  cpuPerRequest: number;
}

const dir = await mkdtemp(join(tmpdir(), 'regent-bench-'));
const issuer = await createTestIssuer();
const token = await issuer.sign({ sub: 'bench', groups: ['bench'] });
const contenders = await startAll();
try {
  const rows = await measureAll(contenders);
  print(rows);
} finally {
  for (const { child } of contenders) child.stop();
  await issuer.close();
  await rm(dir, { recursive: true, force: true });
}

async function startAll(): Promise<Contender[]> {
  const upstream = await startChild('upstream');
  const proxy = await startChild('proxy', upstream.url);
  const regent = await startChild(
    'regent',
    await writeGatewayConfig({ dir, issuer, upstream: upstream.url }),
  );
  const all: Contender[] = [
    { name: 'upstream alone', url: `${upstream.url}/allow`, child: upstream },
    { name: 'http-proxy-middleware', url: `${proxy.url}/allow`, child: proxy },
    { name: 'Regent, allow', url: `${regent.url}/allow`, child: regent },
    { name: 'Regent, mask of two fields', url: `${regent.url}/mask`, child: regent },
  ];
  if (isInstalled('nginx')) {
    const nginx = await startNginxWithOpa(upstream.url, POLICIES);
    all.push({ name: 'nginx, auth_request to OPA', url: `${nginx.url}/allow`, child: nginx });
  } else {
    console.log('nginx is not installed: without the comparison with nginx and OPA.');
  }
  return all;
}

/** Takes turns, so that what else the machine does strikes all alike, and keeps each one's median round. */
async function measureAll(all: Contender[]): Promise<Row[]> {
  const rounds = new Map<string, Row[]>(all.map(({ name }) => [name, []]));
  for (const { url } of all) await load(url, token, 2);
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const contender of all) rounds.get(contender.name)!.push(await measure(contender));
  }
  return [...rounds.values()].map((rows) => {
    const sorted = rows.toSorted((a, b) => a.perSecond - b.perSecond);
    return sorted[Math.floor(sorted.length / 2)]!;
  });
}

async function measure({ name, url, child }: Contender): Promise<Row> {
  const before = await child.cpu();
  const result = await load(url, token, SECONDS);
  const cpuPerRequest = ((await child.cpu()) - before) / result.requests;
  if (result.errors > 0) throw new Error(`${name}: ${result.errors} answers were errors`);
  return { name, ...result, cpuPerRequest };
}

function print(rows: Row[]): void {
  const base = rows.find(({ name }) => name === 'http-proxy-middleware')!.perSecond;
  console.log(`client ${client}, ${CONNECTIONS} connections, ${SECONDS} s, median of ${ROUNDS}\n`);
  console.log('| | requests/s | p50 ms | p99 ms | CPU µs/request | ratio to proxy alone |');
  console.log('| --- | ---: | ---: | ---: | ---: | ---: |');
  for (const { name, perSecond, p50, p99, cpuPerRequest } of rows) {
    const cells = [
      name,
      perSecond.toFixed(0),
      p50.toFixed(2),
      p99.toFixed(2),
      cpuPerRequest.toFixed(0),
      (perSecond / base).toFixed(2),
    ];
    console.log(`| ${cells.join(' | ')} |`);
  }
  const nginx = rows.find(({ name }) => name.startsWith('nginx'));
  const allow = rows.find(({ name }) => name === 'Regent, allow')!;
  if (nginx) {
    console.log(
      `\nRegent, allow, to nginx with OPA: ${(allow.perSecond / nginx.perSecond).toFixed(2)}`,
    );
  }
}
