/**
 * How long `regent evidence query` takes over ten million entries: forwarded requests with their outcomes, as many segments
 * as a gateway makes of them. The index is made once, apart. Run with `node bench/query.ts [entries] [dir]`.
 */
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, open, readdir, rm, stat } from 'node:fs/promises';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { openQuery } from '../evidence/query/query.ts';
import type { Filter } from '../evidence/query/types.ts';

const ENTRIES = Number(process.argv[2] ?? 10_000_000);
const SEGMENT_BYTES = 64 * 1024 * 1024;
const AGENTS = 500;
const START = Date.parse('2026-01-01T00:00:00Z');
/** Milliseconds from one entry to the next. */
const STEP = 250;

const given = process.argv[3];
const dir = given ?? (await mkdtemp(join(tmpdir(), 'regent-bench-query-')));
try {
  if ((await readdir(dir)).every((name) => !name.endsWith('.ndjson'))) await generate();
  const files = (await readdir(dir)).filter((name) => name.endsWith('.ndjson'));
  const sizes = await Promise.all(files.map(async (name) => (await stat(join(dir, name))).size));
  const bytes = sizes.reduce((sum, size) => sum + size, 0);
  console.log(
    `${String(ENTRIES)} entries, ${String(files.length)} segments, ${(bytes / 1e9).toFixed(1)} GB, ${cores()}`,
  );
  const cold = performance.now();
  const query = await openQuery(dir);
  console.log(`indexes made: ${seconds(cold)} s`);
  await query.close();
  const day = START + 10 * 86_400_000;
  await time('all of one agent', { identity: 'agent-7' });
  await time('one connection and action in one day', {
    connection: 'crm-3',
    action: 'mask',
    from: day,
    to: day + 86_400_000,
  });
  await time('one approval', { approval: approvalOf(41_002) });
  await time('exchanges of one data subject', { exchanges: await someIds() });
  await time('all denials', { types: ['refusal'] });
} finally {
  if (given === undefined) await rm(dir, { recursive: true });
}

async function time(what: string, filter: Filter): Promise<void> {
  const start = performance.now();
  const query = await openQuery(dir);
  let rows = 0;
  for await (const _ of query.rows(filter)) rows += 1;
  await query.close();
  const memory = (process.memoryUsage.rss() / 1e6).toFixed(0);
  console.log(`${what}: ${String(rows)} rows, ${seconds(start)} s (target: 10 s), ${memory} MB`);
}

async function someIds(): Promise<string[]> {
  const query = await openQuery(dir);
  const ids: string[] = [];
  for await (const { id } of query.rows({ identity: 'agent-3', limit: 2000 }))
    if (id !== null) ids.push(id);
  await query.close();
  return ids;
}

function seconds(start: number): string {
  return ((performance.now() - start) / 1000).toFixed(2);
}

function cores(): string {
  return `${String(availableParallelism())} cores, load ${loadavg()[0]!.toFixed(1)}`;
}

function approvalOf(number: number): string {
  return `019b0000-0000-7000-8000-${String(number).padStart(12, '0')}`;
}

/** Entries of the size of real ones; what is sealed is random. */
async function generate(): Promise<void> {
  const noise = randomBytes(1 << 20).toString('base64');
  const sessions = Array.from({ length: AGENTS }, () => randomUUID());
  const prev = createHash('sha256').update('').digest('hex');
  let seq = 0;
  while (seq < ENTRIES) {
    await using file = await open(join(dir, `${String(seq).padStart(12, '0')}.ndjson`), 'w');
    let bytes = 0;
    while (bytes < SEGMENT_BYTES && seq < ENTRIES) {
      let text = '';
      for (let count = 0; count < 500 && seq < ENTRIES; count += 1) {
        text += pair(seq, noise, sessions, prev);
        seq += 2;
      }
      bytes += text.length;
      await file.write(text);
    }
  }
}

function pair(seq: number, noise: string, sessions: string[], prev: string): string {
  const agent = ((seq / 2) * 7919) % AGENTS;
  const id = `019b0000-0000-7000-9000-${String(seq).padStart(12, '0')}`;
  const refused = seq % 50 === 0;
  const action = refused ? 'deny' : seq % 3 === 0 ? 'mask' : seq % 1000 === 2 ? 'approve' : 'allow';
  const from = (seq * 97) % 1_000_000;
  const data = {
    id,
    session: sessions[agent],
    ...(refused && { code: 'denied', status: 403, client: '10.0.0.1' }),
    connection: `crm-${String(seq % 7)}`,
    method: seq % 5 === 0 ? 'POST' : 'GET',
    identity: {
      issuer: 'https://issuer.example',
      subject: `agent-${String(agent)}`,
      client_id: 'copilot',
    },
    action,
    reasons: ['support-reads-customer'],
    purpose: 'support-ticket',
    legal_basis: 'contract',
    bundle: { revision: '2026-01-01', digest: `sha256:${prev}` },
    ...(!refused && { token_sha256: prev }),
    ...(action === 'approve' && { approval: approvalOf(seq) }),
    sealed: noise.slice(from, from + 1100),
  };
  const outcome = {
    id,
    key: seq,
    intent: seq,
    status: 200,
    upstream_status: 200,
    masks: action === 'mask' ? [{ path: '$.email', with: 'partial', count: 1 }] : [],
    bytes: 812,
    duration_ms: 12.345,
    sealed: noise.slice(from, from + 400),
  };
  const first = line(seq, refused ? 'refusal' : 'intent', data, prev);
  return first + line(seq + 1, refused ? 'gap' : 'outcome', refused ? {} : outcome, prev);
}

function line(seq: number, type: string, data: object, prev: string): string {
  const time = new Date(START + seq * STEP).toISOString();
  return `${JSON.stringify({ v: 2, seq, prev, time, type, data })}\n`;
}
