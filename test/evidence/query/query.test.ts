import { appendFile, chmod, mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { openQuery } from '../../../evidence/query/query.ts';
import type { Filter, Row } from '../../../evidence/query/types.ts';
import { FixtureLedger } from '../../helpers/evidence-ledger.ts';
import { record, refuse } from '../../helpers/evidence-traffic.ts';

const scratch = await mkdtemp(join(tmpdir(), 'regent-[query]*'));
t.teardown(() => rm(scratch, { recursive: true, force: true }));

const { dir, sessions, first, approval } = await fill();

/** Three segments; the last is open, and its last line is not whole. */
async function fill(): Promise<{
  dir: string;
  sessions: string[];
  first: string;
  approval: string;
}> {
  const ledger = new FixtureLedger();
  const dana = ledger.session({ issuer: 'https://a.example', subject: 'dana' });
  const eve = ledger.session({ issuer: 'https://b.example', subject: "eve'; --" });
  const approval = '019aaaaa-0000-7000-8000-000000000001';
  const { id } = record(ledger, {
    session: dana,
    masks: [
      { with: 'null', count: 2 },
      { with: 'hash', count: 3 },
    ],
  });
  ledger.now += 1000;
  refuse(ledger, { session: eve, connection: 'hr' });
  ledger.rotate();
  ledger.now += 1000;
  const asked = ledger.exchange(dana);
  const by = { issuer: 'https://a.example', subject: 'olivia' };
  for (const step of [{ state: 'pending' }, { state: 'granted', by }]) {
    ledger.append(
      'approval',
      { approval, id: asked.id, session: dana.id, ...step },
      { exchange: asked, purpose: `approval/${step.state}`, text: '{}' },
    );
  }
  const decision = { action: 'approve', reasons: ['dpo'], approval: { groups: ['dpo'] } } as const;
  record(ledger, {
    session: dana,
    approval,
    decision: { ...decision, purpose: 'export' } as never,
    took: 5,
  });
  const open = ledger.exchange(eve);
  ledger.append(
    'intent',
    {
      id: open.id,
      session: eve.id,
      connection: 'crm',
      method: 'GET',
      identity: eve.identity,
      action: 'allow',
      reasons: [],
      bundle: { revision: 'r', digest: 'sha256:1' },
      token_sha256: '',
    },
    { exchange: open, purpose: 'intent', text: '{}' },
  );
  const intent = ledger.size - 1;
  ledger.rotate();
  ledger.now += 1000;
  ledger.append('outcome', {
    id: open.id,
    intent,
    status: 0,
    masks: [],
    bytes: 0,
    duration_ms: 1.5,
    error: 'interrupted',
  });
  record(ledger, { session: eve, error: 'upstream-unreachable', status: 502 });
  const to = join(scratch, 'ledger');
  await mkdir(to);
  await ledger.write(to);
  const name = (await readdir(to)).find((each) => each.endsWith('.ndjson'));
  await appendFile(join(to, name!), '{"v":2,"seq":99');
  return { dir: to, sessions: [dana.id, eve.id], first: id, approval };
}

async function ask(filter: Filter, scan = false): Promise<Row[]> {
  const query = await openQuery(dir, { scan });
  try {
    return await Array.fromAsync(query.rows(filter));
  } finally {
    await query.close();
  }
}

void t.test('an intent stands with its outcome', async (t) => {
  const rows = await ask({});
  t.match(rows[0], {
    type: 'intent',
    id: first,
    subject: 'dana',
    connection: 'crm',
    method: 'GET',
    action: 'allow',
    reasons: ['test'],
    status: 200,
    masked: 5,
    duration_ms: 7,
    outcome: rows[0]!.seq + 1,
  });
  t.same(
    rows.map(({ type }) => type),
    ['intent', 'refusal', 'approval', 'approval', 'intent', 'intent', 'intent'],
  );
  t.match(rows[5], { error: 'interrupted', status: 0, duration_ms: 1.5 }, 'from another segment');
});

const FILTERS: Filter[] = [
  {},
  { identity: 'dana' },
  { identity: "eve'; --" },
  { identity: 'olivia' },
  { identity: 'dana', issuer: 'https://b.example' },
  { connection: 'hr' },
  { action: 'approve' },
  { approval },
  { session: sessions[1]! },
  { exchanges: [first] },
  { exchanges: [] },
  { from: Date.parse('2026-01-02T03:04:07Z') },
  { to: Date.parse('2026-01-02T03:04:05.678Z') },
  { limit: 2 },
  { limit: 0 },
  { types: ['session', 'signing-key', 'start', 'outcome'] },
];

void t.test('with an index and without the rows are the same', async (t) => {
  for (const filter of FILTERS) {
    const indexed = await ask(filter);
    t.same(indexed, await ask(filter, true), JSON.stringify(filter));
  }
  t.equal((await ask({ identity: "eve'; --" })).length, 3);
  t.equal((await ask({ approval })).length, 3);
});

void t.test('an index is made once, and anew where its segment or it changed', async (t) => {
  await ask({});
  const indexes = (await readdir(dir)).filter((name) => name.endsWith('.index.parquet'));
  t.equal(indexes.length, 2);
  const path = join(dir, indexes[0]!);
  const before = (await stat(path)).mtimeMs;
  await ask({});
  t.equal((await stat(path)).mtimeMs, before);
  await writeFile(path, 'no index');
  t.equal((await ask({})).length, 7);
  const segment = join(dir, '000000000000.ndjson.zst');
  const { atime } = await stat(segment);
  const { utimes } = await import('node:fs/promises');
  await utimes(segment, atime, new Date(0));
  const made = (await stat(path)).mtimeMs;
  await ask({});
  t.not((await stat(path)).mtimeMs, made);
  t.same(
    (await readdir(dir)).filter((name) => name.endsWith('.tmp')),
    [],
  );
});

void t.test(
  'a directory that may only be read is queried too',
  { skip: process.getuid?.() === 0 },
  async (t) => {
    await chmod(dir, 0o500);
    t.teardown(() => chmod(dir, 0o700));
    t.equal((await ask({})).length, 7);
  },
);

void t.test('an index that lies is found out', async (t) => {
  const query = await openQuery(dir);
  t.teardown(() => query.close());
  const rows = await Array.fromAsync(query.rows({}));
  await query.check(rows);
  await t.rejects(query.check([{ ...rows[0]!, subject: 'somebody else' }]), /entry \d+ is not/);
  await t.rejects(query.check([{ ...rows[0]!, seq: 12_345 }]), /entry 12345/);
});

void t.test('Parquet', async (t) => {
  const query = await openQuery(dir);
  t.teardown(() => query.close());
  const path = join(scratch, "it's.parquet");
  await query.writeParquet({ identity: 'dana' }, path);
  t.ok((await stat(path)).size > 100);
});

void t.test('what is no ledger', async (t) => {
  await t.rejects(openQuery(join(scratch, 'nothing')), /cannot be read/);
  await mkdir(join(scratch, 'empty'));
  await t.rejects(openQuery(join(scratch, 'empty')), /not the directory of a ledger/);
});
