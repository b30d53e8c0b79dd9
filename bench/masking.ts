/**
 * Masking through a whole gateway: requests a second and processor time under a decision of `mask`
 * to those under `allow`, and the time to the first byte of a long body. Run with
 * `node bench/masking.ts`.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTestIssuer } from '../test/helpers/tokens.ts';
import { writeGatewayConfig } from './gateway-config.ts';
import { load } from './load.ts';
import { median } from './median.ts';
import { startChild, type Child } from './start-child.ts';

const SECONDS = Number(process.env['BENCH_SECONDS'] ?? 3);
const ROUNDS = Number(process.env['BENCH_ROUNDS'] ?? 7);
const ACTIONS = ['allow', 'mask'] as const;
const SIZES = [
  ['1 KB', 1000],
  ['100 KB', 100_000],
] as const;
const LONG = 100_000_000;
const FIRST_BYTES = 25;

interface Cost {
  perSecond: number;
  /** Microseconds of the gateway's processor time. */
  cpu: number;
}

const dir = await mkdtemp(join(tmpdir(), 'regent-bench-'));
const issuer = await createTestIssuer();
const token = await issuer.sign({ sub: 'bench', groups: ['bench'] });
const upstream = await startChild('customers');
const policies = join(import.meta.dirname, 'policies');
const gateway = await startChild(
  'regent',
  await writeGatewayConfig({ dir, upstream: upstream.url, issuer, policies }),
);
try {
  for (const [name, size] of SIZES) await compareCost(name, size);
  await compareFirstByte();
} finally {
  for (const child of [upstream, gateway]) child.stop();
  await issuer.close();
  await rm(dir, { recursive: true, force: true });
}

/** The actions take turns, so that what else the machine does strikes both alike. */
async function compareCost(name: string, size: number): Promise<void> {
  const costs = { allow: [] as Cost[], mask: [] as Cost[] };
  for (const action of ACTIONS) await measure(gateway, urlOf(action, size), 2);
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const action of ACTIONS) {
      costs[action].push(await measure(gateway, urlOf(action, size), SECONDS));
    }
  }
  const of = (action: 'allow' | 'mask', what: keyof Cost): number =>
    median(costs[action].map((cost) => cost[what]));
  const ratio = (what: keyof Cost): number =>
    median(costs.mask.map((cost, round) => cost[what] / costs.allow[round]![what]));
  console.log(
    `${name}: allow ${of('allow', 'perSecond').toFixed(0)}/s, ${of('allow', 'cpu').toFixed(0)} µs; ` +
      `mask ${of('mask', 'perSecond').toFixed(0)}/s, ${of('mask', 'cpu').toFixed(0)} µs; ` +
      `mask has ${ratio('perSecond').toFixed(2)} of the requests, ` +
      `${(1 / ratio('cpu')).toFixed(2)} by processor time`,
  );
}

async function measure(child: Child, url: string, seconds: number): Promise<Cost> {
  const before = await child.cpu();
  const { perSecond, requests, errors } = await load(url, token, seconds);
  if (errors > 0) throw new Error(`${url}: ${errors} answers were errors`);
  return { perSecond, cpu: ((await child.cpu()) - before) / requests };
}

async function compareFirstByte(): Promise<void> {
  const times = { allow: [] as number[], mask: [] as number[] };
  for (let round = 0; round < FIRST_BYTES; round += 1) {
    for (const action of ACTIONS) {
      const time = await firstByte(urlOf(action, LONG));
      // Until the code is compiled it is not counted.
      if (round >= 5) times[action].push(time);
    }
  }
  const [allow, mask] = ACTIONS.map((action) => median(times[action]));
  console.log(
    `100 MB, time to the first byte: allow ${allow!.toFixed(1)} ms, mask ${mask!.toFixed(1)} ms`,
  );
}

/** Milliseconds until the body's first byte; the rest is left. */
function firstByte(url: string): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const start = performance.now();
  const req = request(url, { agent: false, headers: { authorization: `Bearer ${token}` } });
  req.on('error', reject);
  req.on('response', (res) => {
    if (res.statusCode !== 200) reject(new Error(`${url}: ${String(res.statusCode)}`));
    res.once('data', () => {
      resolve(performance.now() - start);
      req.off('error', reject);
      req.on('error', () => {});
      res.destroy();
    });
  });
  req.end();
  return promise;
}

function urlOf(action: string, size: number): string {
  return `${gateway.url}/${action}-customers/${String(size)}`;
}
