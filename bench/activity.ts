/**
 * `node bench/activity.ts [rows]`: how long a search of the index takes over a million requests, how fast the index is
 * written, and how many requests a gateway answers with the index following to one without, taking turns.
 */
import { statSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeWhere, type RowFilter } from '../gateway/activity/filter.ts';
import { openIndex } from '../gateway/activity/open-index.ts';
import type { PlacedEntry } from '../gateway/activity/read-tail.ts';
import { findRows } from '../gateway/activity/rows.ts';
import { countOverTime } from '../gateway/activity/timeline.ts';
import { EntryWriter } from '../gateway/activity/write-entries.ts';
import type { EntryType, LedgerEntry } from '../gateway/types.ts';
import { createTestIssuer } from '../test/helpers/tokens.ts';
import { writeGatewayConfig } from './gateway-config.ts';
import { load } from './load.ts';
import { median } from './median.ts';
import { startChild } from './start-child.ts';

const ROWS = Number(process.argv[2] ?? 1_000_000);
const SECONDS = Number(process.env['BENCH_SECONDS'] ?? 3);
const ROUNDS = Number(process.env['BENCH_ROUNDS'] ?? 5);
const AGENTS = 1000;
const BEGIN = Date.parse('2026-01-01T00:00:00Z');
const LINE = Buffer.alloc(0);

const dir = await mkdtemp(join(tmpdir(), 'regent-bench-'));
try {
  searching();
  if (ROUNDS > 0) await following();
} finally {
  await rm(dir, { recursive: true, force: true });
}

/** Intents and outcomes as a gateway writes them, of a thousand agents. */
function* traffic(): Generator<PlacedEntry> {
  let seq = 0;
  const entry = (type: EntryType, at: number, data: object): PlacedEntry => {
    const time = new Date(at).toISOString();
    const one = { v: 2, seq, prev: '', time, type, data } as unknown as LedgerEntry;
    seq += 1;
    return { entry: one, line: LINE, segment: 0, place: seq * 700 };
  };
  const identityOf = (agent: number) => ({
    issuer: 'https://issuer.example',
    subject: `agent-${agent}`,
  });
  for (let agent = 0; agent < AGENTS; agent += 1)
    yield entry('session', BEGIN, {
      session: `s-${agent}`,
      kek: 'k',
      key: '',
      identity: identityOf(agent),
    });
  for (let row = 0; row < ROWS; row += 1) {
    const agent = (row * 7) % AGENTS;
    const [id, at] = [`id-${row}`, BEGIN + row * 86];
    const decided = {
      id,
      session: `s-${agent}`,
      connection: ['crm', 'billing', 'search'][row % 3],
      method: 'GET',
      identity: identityOf(agent),
      action: row % 50 === 0 ? 'deny' : row % 5 === 0 ? 'mask' : 'allow',
      reasons: [row % 100_000 === 0 ? 'seldom' : `rule-${row % 20}`],
    };
    if (row % 50 === 0) {
      yield entry('refusal', at, { ...decided, code: 'denied', status: 403, client: '' });
      continue;
    }
    yield entry('intent', at, decided);
    const masks = row % 5 === 0 ? [{ with: 'redact', count: 2 }] : [];
    yield entry('outcome', at + 5, { id, intent: 0, status: 200, masks, bytes: 1, duration_ms: 5 });
  }
}

function searching(): void {
  const { db } = openIndex(join(dir, 'activity.db'));
  const writer = new EntryWriter(db);
  const began = performance.now();
  let batch: PlacedEntry[] = [];
  for (const placed of traffic()) {
    batch.push(placed);
    if (batch.length < 500) continue;
    writer.write(batch);
    batch = [];
  }
  writer.write(batch);
  const seconds = (performance.now() - began) / 1000;
  db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  const bytes = statSync(join(dir, 'activity.db')).size / ROWS;
  const rate = `${ROWS.toLocaleString('en')} requests indexed in ${seconds.toFixed(1)} s`;
  console.log(`${rate}, ${bytes.toFixed(0)} bytes each`);

  const end = BEGIN + ROWS * 86;
  const filters: Record<string, RowFilter> = {
    'no filter': {},
    'one agent': { identity: 'agent-777' },
    'agents by part of a name': { identity: 'AGENT-7' },
    'nobody of that name': { identity: 'somebody else' },
    'a seldom reason': { reason: 'seldom' },
    'a connection and an action': { connection: 'billing', action: 'deny' },
    'what there is not': { connection: 'crm', action: 'approve' },
    'a seldom reason of one connection': { reason: 'seldom', connection: 'crm' },
    'an hour in the middle': { from: BEGIN + 43_200_000, to: BEGIN + 46_800_000, action: 'mask' },
  };
  for (const [name, filter] of Object.entries(filters))
    timed(`search: ${name}`, () => findRows(db, makeWhere(db, filter), { limit: 51 }).length);
  for (const [name, filter] of [
    ['a day', { from: end - 86_400_000 }],
    ['a day of one agent', { from: end - 86_400_000, identity: 'agent-777' }],
  ] as const)
    timed(
      `chart: ${name}`,
      () => countOverTime(db, { filter, buckets: 60, now: end }).buckets.length,
    );
  db.close();
}

function timed(name: string, work: () => number): void {
  const times = Array.from({ length: 11 }, () => {
    const began = performance.now();
    work();
    return performance.now() - began;
  });
  console.log(
    `${name}: median ${median(times).toFixed(1)} ms, most ${Math.max(...times).toFixed(1)} ms`,
  );
}

async function following(): Promise<void> {
  const issuer = await createTestIssuer();
  const token = await issuer.sign({ sub: 'bench', groups: ['bench'] });
  const upstream = await startChild('upstream');
  const start = async (name: string, isFollowed: boolean) => {
    const own = join(dir, name);
    // What stands in its place keeps the index from being.
    await mkdir(isFollowed ? own : join(own, 'activity.db', 'in-the-way'), { recursive: true });
    return startChild(
      'regent',
      await writeGatewayConfig({ dir: own, issuer, upstream: upstream.url }),
    );
  };
  const [withIndex, without] = [await start('with', true), await start('without', false)];
  try {
    for (const { url } of [withIndex, without]) await load(`${url}/allow`, token, 4, 16);
    const ratios: number[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const followed = await load(`${withIndex.url}/allow`, token, SECONDS, 16);
      const alone = await load(`${without.url}/allow`, token, SECONDS, 16);
      ratios.push(followed.perSecond / alone.perSecond);
    }
    const each = ratios.map((ratio) => ratio.toFixed(3)).join(', ');
    console.log(
      `requests with the index following to without: ${median(ratios).toFixed(3)} (${each})`,
    );
  } finally {
    for (const child of [withIndex, without, upstream]) child.stop();
    await issuer.close();
  }
}
