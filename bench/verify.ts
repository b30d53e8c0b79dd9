/**
 * How many entries `regent evidence verify` checks in a second: intents and outcomes of realistic size, with keys, tiles
 * and a checkpoint for each second, in segments of 64 MiB. Run with `node bench/verify.ts [entries] [dir]`; a directory
 * that is given is filled once and kept.
 */
import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { verifyLedger } from '../evidence/verify/verify.ts';
import { parseCheckpoint } from '../gateway/ledger/notes/checkpoint.ts';
import { LedgerMaker, exchangeId, makeSigner } from '../test/evidence/make-ledger.ts';
import { readFile, writeFile } from 'node:fs/promises';

const ENTRIES = Number(process.argv[2] ?? 2_000_000);
const ROUNDS = Number(process.env['BENCH_ROUNDS'] ?? 3);
const SEGMENT_BYTES = 64 * 1024 * 1024;
/** Entries from one checkpoint to the next: a gateway with two thousand requests a second. */
const CHECKPOINT = 4000;
const AGENTS = 500;
const TARGET = 500_000;

const given = process.argv[3];
const dir = given ?? (await mkdtemp(join(tmpdir(), 'regent-bench-verify-')));
try {
  if (!(await readdir(dir)).includes('vkey')) await generate();
  const key = await readFile(join(dir, 'vkey'), 'utf8');
  const names = (await readdir(dir)).filter((name) => name.endsWith('.ndjson'));
  const sizes = await Promise.all(names.map(async (name) => (await stat(join(dir, name))).size));
  const bytes = sizes.reduce((sum, size) => sum + size, 0);
  const { size } = parseCheckpoint(
    (await readFile(join(dir, 'checkpoint'), 'utf8')).split('\n\n')[0]! + '\n',
  );
  console.log(
    `${size} entries of ${(bytes / size).toFixed(0)} bytes, ${names.length} segments, ${availableParallelism()} cores, load ${loadavg()[0]!.toFixed(1)}`,
  );
  for (let round = 0; round < ROUNDS; round += 1) await measure(key);
} finally {
  if (given === undefined) await rm(dir, { recursive: true });
}

async function measure(key: string): Promise<void> {
  const start = performance.now();
  const cpu = process.cpuUsage();
  const { end, faults } = await verifyLedger({ dir, keys: [key] });
  if (faults.length > 0) throw new Error(JSON.stringify(faults.slice(0, 5)));
  const seconds = (performance.now() - start) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  const memory = (process.memoryUsage.rss() / 1e6).toFixed(0);
  console.log(
    `${(end / seconds).toFixed(0)} entries/s (target: ${TARGET}), ${seconds.toFixed(2)} s, ${((user + system) / 1e6).toFixed(2)} s of processor time, ${memory} MB`,
  );
}

/** What a gateway would write, with random bytes where something is sealed. */
async function generate(): Promise<void> {
  const signer = makeSigner();
  const maker = new LedgerMaker(dir, signer);
  const noise = randomBytes(1 << 16).toString('base64');
  maker.add('signing-key', { key: signer.vkey });
  maker.add('start', { gateway: 'bench', version: '0.0.0' });
  let bytes = 0;
  for (let index = 0; maker.tree.size < ENTRIES; index += 1) {
    bytes += addExchange(maker, index, noise);
    if (bytes >= SEGMENT_BYTES) {
      maker.rotate();
      bytes = 0;
    } else if (index % (CHECKPOINT / 2) === 0) maker.checkpoint();
  }
  maker.checkpoint();
  await writeFile(join(dir, 'vkey'), signer.vkey);
}

/** An intent and its outcome; gives about how many bytes they have. */
function addExchange(maker: LedgerMaker, index: number, noise: string): number {
  const id = exchangeId(index);
  const agent = (index * 7919) % AGENTS;
  const from = (index * 97) % 60_000;
  maker.now += 1 - 100;
  maker.slot(id);
  const intent = {
    id,
    session: exchangeId(1_000_000 + agent),
    connection: `crm-${index % 7}`,
    method: 'GET',
    identity: { issuer: 'https://issuer.example', subject: `agent-${agent}`, client_id: 'copilot' },
    action: 'allow',
    reasons: ['support-reads-customer'],
    purpose: 'support-ticket',
    legal_basis: 'contract',
    bundle: { revision: '2026-01-01', digest: `sha256:${'5e'.repeat(32)}` },
    sealed: noise.slice(from, from + 120),
  };
  const seq = maker.add('intent', intent);
  maker.now -= 100;
  maker.add('outcome', {
    id,
    key: seq,
    intent: seq,
    session: exchangeId(1_000_000 + agent),
    status: 200,
    upstream_status: 200,
    masks: [{ path: '$.customers[*].email', with: 'partial', count: 1 }],
    bytes: 812,
    duration_ms: 12.345,
    sealed: noise.slice(from, from + 80),
  });
  return 1200;
}
