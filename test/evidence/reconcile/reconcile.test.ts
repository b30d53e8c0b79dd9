import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import t from 'tap';
import { formatReconciliation } from '../../../evidence/reconcile/format.ts';
import { readLog } from '../../../evidence/reconcile/read-log.ts';
import { reconcile, type Reconciliation } from '../../../evidence/reconcile/reconcile.ts';
import { Reader } from '../../../gateway/ledger/read/reader.ts';
import { openLocalKey } from '../../../gateway/ledger/seal/local-key.ts';
import { FixtureLedger } from '../../helpers/evidence-ledger.ts';
import { record } from '../../helpers/evidence-traffic.ts';

const scratch = await mkdtemp(join(tmpdir(), 'regent-reconcile-'));
t.teardown(() => rm(scratch, { recursive: true, force: true }));

const ledger = new FixtureLedger();
const dir = join(scratch, 'ledger');
const lines: string[] = [];

await fill();

async function fill(): Promise<void> {
  const session = ledger.session({ issuer: 'i', subject: 's' });
  const log = (path: string, more = ''): void => {
    const time = new Date(ledger.now).toISOString();
    lines.push(JSON.stringify({ time, method: 'GET', path: `/base${path}`, status: 200 }) + more);
  };
  record(ledger, { session, path: '/a' });
  log('/a');
  ledger.now += 60_000;
  log('/bypass');
  log('/healthz');
  record(ledger, { session, path: '/never' });
  record(ledger, { session, path: '/gone', status: 502, error: 'upstream-unreachable' });
  ledger.now += 60_000;
  record(ledger, { session, path: '/b', took: 90_000_000 });
  log('/b');
  record(ledger, { session, path: '/other', connection: 'hr' });
  await ledger.write(dir);
}

const OPTIONS = { connection: 'crm', window: 2000, prefix: '/base', ignore: ['/base/healthz'] };

async function compare(options: object = {}): Promise<Reconciliation> {
  const file = join(scratch, 'access.log.gz');
  await writeFile(file, gzipSync(`${lines.join('\n')}\n`));
  const keks = [openLocalKey(ledger.kek.id, ledger.kek.text)];
  return reconcile(new Reader({ dir, keks }), await readLog(file), { ...OPTIONS, ...options });
}

void t.test('what passed by, and what had no effect', async (t) => {
  const found = await compare();
  t.match(found, {
    format: 'json',
    clean: false,
    counts: { lines: 4, ignored: 1, requests: 4, matched: { certain: 0, likely: 2 } },
    bypassed: [{ line: 2, target: '/base/bypass' }],
    absent: [
      { request: { target: '/never' } },
      { request: { target: '/gone' }, why: 'the upstream could not be reached' },
    ],
  });
  const text = formatReconciliation(found);
  t.match(text, /NOT EVERYTHING IS ACCOUNTED FOR/);
  t.match(text, /WITHOUT PASSING REGENT: 1\n {2}line 2 /);
  t.match(text, /explained: the upstream could not be reached/);
});

void t.test('a part of the time', async (t) => {
  const found = await compare({ to: Date.parse('2026-01-02T03:04:30Z') });
  t.match(found, { clean: true, counts: { lines: 1 }, bypassed: [] });
});

void t.test('whose log it is must be told', async (t) => {
  await t.rejects(compare({ connection: undefined }), /one of crm, hr/);
  await t.rejects(compare({ connection: 'nobody' }), /nobody is none of/);
});

void t.test('lines that cannot be read are findings', async (t) => {
  lines.push('what?');
  t.match(await compare(), { clean: false, unread: [{ line: 5 }] });
  const file = join(scratch, 'no.log');
  await writeFile(file, 'hello\n');
  await t.rejects(readLog(file), /none of the formats/);
  await t.rejects(readLog(join(scratch, 'missing.log')), /cannot be read/);
});

void t.test('a log that was cut off is of the time that is asked for', async (t) => {
  const file = join(scratch, 'cut.log');
  const keks = [openLocalKey(ledger.kek.id, ledger.kek.text)];
  const reader = new Reader({ dir, keks });
  const at = (line: string): number => Date.parse((JSON.parse(line) as { time: string }).time);
  const range = { from: at(lines[0]!) - 10_000, to: at(lines[1]!) + 10_000 };
  for (const kept of [lines.slice(0, 1), []]) {
    await writeFile(file, kept.join('\n'));
    const found = await reconcile(reader, await readLog(file, 'json'), { ...OPTIONS, ...range });
    t.equal(found.clean, false);
    t.ok(found.absent.some(({ request }) => request.target === '/never'));
  }
  const log = await readLog(file, 'json');
  await t.rejects(reconcile(reader, log, OPTIONS), /say by --from and --to/);
});
