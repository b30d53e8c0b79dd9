/**
 * Many held requests in one gateway: the memory that each takes, and whether other traffic notices.
 * Two gateways run at once, alike but that one holds; rounds of load alternate between them, so that what
 * else the machine does meets both. Run with `node bench/held.ts`; HELD says how many (10,000).
 */
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { get, type IncomingMessage } from 'node:http';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { createTestIssuer, type TestIssuer } from '../test/helpers/tokens.ts';
import { writeGatewayConfig } from './gateway-config.ts';
import { load } from './load.ts';
import { startChild, type NodeChild } from './start-child.ts';

const HELD = Number(process.env['HELD'] ?? 10_000);
const SECONDS = Number(process.env['BENCH_SECONDS'] ?? 10);
const CONNECTIONS = Number(process.env['BENCH_CONNECTIONS'] ?? 64);
const ROUNDS = Number(process.env['BENCH_ROUNDS'] ?? 11);
/** How many are sent before the gateway has taken those before them. */
const AT_ONCE = 200;

const RULES = `
decision := {"action": "allow", "reasons": ["bench"]} if input.request.segments == ["allow"]
decision := {
	"action": "approve", "reasons": ["bench"],
	"approval": {"groups": ["dpo"], "expires_in": "1h"},
} if input.request.segments[0] == "held"
`;

const issuer = await createTestIssuer();
const token = await issuer.sign({ sub: 'bench' });
const upstream = await startChild('upstream');
const dirs: string[] = [];
const [holding, idle] = [await startGateway(issuer), await startGateway(issuer)];
const sockets: Socket[] = [];
try {
  for (const { url } of [holding, idle]) await load(`${url}/allow`, token, 2);
  const before = await holding.rss();
  const started = performance.now();
  for (let held = 0; held < HELD; held += AT_ONCE) await holdMore(held);
  const took = performance.now() - started;
  const after = await holding.rss();
  const perHeld = (after - before) / HELD / 1024;
  console.log(`${HELD} held in ${(took / 1000).toFixed(1)} s, ${perHeld.toFixed(1)} KiB each`);
  // What holding them has left behind, such as an index that catches up, is over then.
  for (const { url } of [holding, idle]) await load(`${url}/allow`, token, SECONDS);
  const [busy, free] = await compare();
  const ratio = median(busy.map((p99, round) => p99 / free[round]!));
  console.log(`p99 of other traffic, medians of ${ROUNDS} rounds of ${SECONDS} s:`);
  console.log(`  ${median(busy).toFixed(2)} ms beside them, ${median(free).toFixed(2)} ms without`);
  console.log(`  ${ratio.toFixed(2)} times, the median of the rounds`);
  console.log(`still held: ${await countHeld()}`);
} finally {
  for (const socket of sockets) socket.destroy();
  for (const child of [holding, idle, upstream]) child.stop();
  await issuer.close();
  for (const dir of dirs) await rm(dir, { recursive: true, force: true });
}

/** Sends so many more, each for another thing, and waits until they are held. */
async function holdMore(from: number): Promise<void> {
  const { hostname, port } = new URL(holding.url);
  for (let index = from; index < from + AT_ONCE; index += 1) {
    const socket = connect(Number(port), hostname);
    socket.on('error', (error) => console.error(error.message));
    socket.write(
      `GET /held/${index} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer ${token}\r\n\r\n`,
    );
    sockets.push(socket);
  }
  while ((await countHeld()) < from + AT_ONCE) await sleep(50);
}

async function countHeld(): Promise<number> {
  // On a connection of its own: one that is kept may have been closed while the gateway was busy.
  const answered = once(get(`${holding.adminUrl}/metrics`, { agent: false }), 'response');
  const metrics = await text(((await answered) as [IncomingMessage])[0]);
  return Number(/^regent_approvals_held (\d+)/m.exec(metrics)?.[1]);
}

async function compare(): Promise<[busy: number[], free: number[]]> {
  const [busy, free]: [number[], number[]] = [[], []];
  for (let round = 0; round < ROUNDS; round += 1) {
    // Who comes first changes, for the first of a pair finds the machine otherwise than the second.
    const pair = round % 2 === 0 ? ([busy, free] as const) : ([free, busy] as const);
    for (const results of pair) {
      const { url } = results === busy ? holding : idle;
      const { p99, errors } = await load(`${url}/allow`, token, SECONDS, CONNECTIONS);
      if (errors > 0) throw new Error(`${errors} answers were errors`);
      results.push(p99);
    }
  }
  return [busy, free];
}

async function startGateway(from: TestIssuer): Promise<NodeChild> {
  const dir = await mkdtemp(join(tmpdir(), 'regent-bench-'));
  dirs.push(dir);
  const file = await writeGatewayConfig({
    dir,
    issuer: from,
    upstream: upstream.url,
    rules: RULES,
    approvals: { hold: '1h', max_held: HELD + AT_ONCE, max_pending_per_identity: 100_000 },
  });
  return await startChild('regent', file);
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
}
