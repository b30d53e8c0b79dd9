/** A look at the world, from the held request that was sent twice to what an auditor makes of it. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import { ApprovalChecker } from '../../evidence/approvals/checker.ts';
import type { ActivityDetail } from '../../gateway/admin/contract.ts';
import { ED25519, noteSigner, readPrivateKey } from '../../gateway/ledger/notes/keys.ts';
import { askAdmin, read, READERS, searchOnce } from '../helpers/activity.ts';
import { openEntries } from '../helpers/open-ledger.ts';
import { askToWrite, grant, probesOf, startWithPrecondition } from '../helpers/preconditions.ts';
import { runRegent } from '../helpers/run-regent.ts';
import { until } from '../helpers/until.ts';
import { verifyLedger } from '../ledger/verify.ts';

t.test('a held request that is sent twice looks once to ask and once to use', async (t) => {
  const log: object[] = [];
  const gateway = await startWithPrecondition({
    approvals: { hold: 20_000 },
    ledger: { readers: [READERS] },
    upstream: (req, res) => {
      const { method, url, headers } = req;
      log.push({
        time: new Date().toISOString(),
        method,
        path: url,
        status: 200,
        x_regent_decision_id: headers['x-regent-decision-id'],
        traceparent: headers.traceparent,
      });
      res.setHeader('etag', '"1"').end('{}');
    },
  });
  t.teardown(() => gateway.stop());
  const { stateDir } = gateway;
  const ledger = join(stateDir, 'ledger');
  const pem = await readFile(join(stateDir, 'keys/checkpoint.pem'));
  const { vkey } = noteSigner('regent/test', ED25519, readPrivateKey(pem));
  const keyed = ['--key-file', join(stateDir, 'keys/evidence.key')];

  const held = [askToWrite(gateway)];
  const pending = async (): Promise<string | undefined> => {
    const listed = await askAdmin(gateway, '/api/approvals?state=pending', { groups: ['dpo'] });
    return ((await listed.json()) as { approvals: { id: string }[] }).approvals[0]?.id;
  };
  await until(async () => (await pending()) !== undefined);
  const approval = (await pending())!;
  held.push(askToWrite(gateway));
  const metrics = async (): Promise<string> => (await fetch(`${gateway.adminUrl}/metrics`)).text();
  await until(async () => (await metrics()).includes('regent_approvals_held 2'));
  t.equal(await grant(gateway, approval), 200);
  const statuses = await Promise.all(held.map(async (answer) => (await answer).status));
  t.same(new Set(statuses), new Set([200, 403]));
  t.match(gateway.received, [{ method: 'GET' }, { method: 'GET' }, { method: 'PUT' }]);

  const [asking, using, ...others] = await probesOf(stateDir);
  t.match([asking, using], [{ data: { for: 'asking' } }, { data: { for: 'using', approval } }]);
  t.same(others, []);
  t.equal(using!.data.number, using!.data.id === asking!.data.id ? 2 : 1);
  const all = await openEntries(stateDir);
  const of = (id: string): string[] =>
    all
      .filter(({ entry }) => (entry.data as { id?: unknown }).id === id)
      .map(({ entry }) => entry.type);
  t.equal(of(asking!.data.id)[0], 'probe', 'the exchange begins with it');
  t.same(of(using!.data.id).slice(-4), ['probe', 'approval', 'intent', 'outcome']);

  await t.test('the ledger verifies, with its slots in order', async (t) => {
    t.same(verifyLedger(ledger).faults, []);
    t.match(await runRegent('evidence', 'verify', ledger, '--key', vkey), { code: 0 });
  });

  await t.test('reconcile knows both, by id and by trace', async (t) => {
    const compare = async (lines: object[]): Promise<Record<string, unknown>> => {
      const file = join(stateDir, 'access.log');
      await writeFile(file, `${lines.map((line) => JSON.stringify(line)).join('\n')}\n`);
      const args = ['--with', file, '--json', ...keyed];
      return JSON.parse((await runRegent('evidence', 'reconcile', ledger, ...args)).out) as never;
    };
    const clean = { clean: true, bypassed: [], repeated: [], differing: [], absent: [] };
    const counts = { requests: 3, probes: 2 };
    t.match(await compare(log), { ...clean, counts: { ...counts, matched: { certain: 3 } } });
    const without = (lines: object[], name: string): object[] =>
      lines.map((line) => ({ ...line, [name]: '-' }));
    const traced = without(log, 'x_regent_decision_id');
    t.match(await compare(traced), { ...clean, counts: { matched: { strong: 3 } } });
    t.match(await compare(without(traced, 'traceparent')), clean);
    t.match(await compare([...log, log[0]!]), { clean: false, repeated: [{ line: { line: 4 } }] });
  });

  await t.test('the page shows it', async (t) => {
    const rows = await searchOnce(gateway, `approval=${approval}`, 1);
    const row = rows.find(({ id }) => id === using!.data.id)!;
    t.match(row, { method: 'PUT', path: '/x?a=1', connection: 'test', action: 'approve' });
    const { steps } = await read<ActivityDetail>(gateway, `/api/activity/${row.id}`);
    t.match(
      steps.findLast(({ step }) => step === 'probed'),
      {
        detail: 'using',
        seq: using!.seq,
      },
    );
  });

  await t.test('approvals, replay, query, export and report', async (t) => {
    const checked = await runRegent('evidence', 'approvals', ledger, '--json', ...keyed);
    t.match(JSON.parse(checked.out), { looks: 2, used: 1, faults: [] });
    const checker = new ApprovalChecker({ whole: true });
    for (const { entry, sealed } of all)
      if (entry.seq !== using!.seq) await checker.take(entry, sealed as never);
    t.match(checker.finish().faults, [{ approval, what: /without a look at the world/ }]);

    const replayed = await runRegent('evidence', 'replay', ledger, '--json', ...keyed);
    t.match(JSON.parse(replayed.out), { different: 0, locked: 0 });
    const asked = ['evidence', 'query', ledger, '--type', 'probe', '--format', 'json'];
    t.match(JSON.parse((await runRegent(...asked)).out), [
      { type: 'probe', method: 'GET', approval: null },
      { type: 'probe', method: 'GET', approval, connection: 'test' },
    ]);
    const archive = join(stateDir, 'archive.tar');
    const exported = ['evidence', 'export', ledger, '--out', archive, ...keyed];
    t.match(await runRegent(...exported), { code: 0 });
    t.match(await runRegent('evidence', 'verify', archive, '--key', vkey), { code: 0 });
    const report = (await readFile(archive)).toString();
    t.match(report, /Looks at the services/);
    t.match(report, /GET \/x\?a=1/);
    t.match(report, `entry ${using!.seq}<`);
  });
});
