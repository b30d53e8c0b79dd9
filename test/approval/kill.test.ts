import { setTimeout as sleep } from 'node:timers/promises';
import t from 'tap';
import { until } from '../helpers/until.ts';
import { killedAt, reopen, stillWorks } from './kill.ts';
import { logged, startChild } from './run-child.ts';
import { DANA, refused, tempFile } from './support.ts';

for (const moment of ['before', 'after'] as const) {
  void t.test(`killed ${moment} the asking is recorded: it waits, and is on record`, async (t) => {
    const { file, log } = await killedAt(t, 'none', { work: 'ask' }, { state: 'pending', moment });
    t.equal(logged(log, 'recorded pending').length, moment === 'before' ? 0 : 1);
    const opened = await reopen(t, file);
    t.match(opened.steps, [{ state: 'pending' }]);
    await stillWorks(t, opened, 'pending');
  });

  for (const verdict of ['granted', 'denied'] as const) {
    void t.test(`killed ${moment} a decision is recorded: ${verdict} is asked again`, async (t) => {
      const die = { state: verdict, moment };
      const { file } = await killedAt(t, 'pending', { work: verdict }, die);
      const opened = await reopen(t, file);
      t.match(opened.steps, [{ state: 'pending' }], 'the ledger says that it waits again');
      await stillWorks(t, opened, 'pending');
    });
  }

  void t.test(`killed ${moment} the use is recorded: it is used, and is on record`, async (t) => {
    const die = { state: 'consumed', moment };
    const { file, log, id } = await killedAt(t, 'granted', { work: 'ask' }, die);
    t.same(logged(log, 'passed'), []);
    const opened = await reopen(t, file);
    t.match(opened.steps, [{ state: 'consumed', approval: id }]);
    const refusal = await refused(t, opened.ask(), 'approval-required');
    t.not(refusal.extras.approval, id);
  });

  void t.test(`killed ${moment} a yes of two is recorded: it does not count`, async (t) => {
    const task = { work: 'granted', quorum: 2 } as const;
    const { file, id } = await killedAt(t, 'pending', task, { state: 'pending', moment });
    const opened = await reopen(t, file);
    t.match(await opened.approvals.get(id!), { state: 'pending', approvals: { length: 0 } });
    t.match(opened.steps, [{ state: 'pending' }], 'the ledger says that it waits again');
    t.equal((await opened.approvals.decide(id!, 'granted', DANA)).approvals.length, 1);
  });
}

void t.test('killed once a step is done: nothing of it is lost', async (t) => {
  const asked = await killedAt(t, 'none', { work: 'ask' }, 'done');
  await stillWorks(t, await reopen(t, asked.file), 'pending');
  const granted = await killedAt(t, 'pending', { work: 'granted' }, 'done');
  await stillWorks(t, await reopen(t, granted.file), 'granted');
  const denied = await killedAt(t, 'pending', { work: 'denied' }, 'done');
  await refused(t, (await reopen(t, denied.file)).ask(), 'approval-denied');
  const used = await killedAt(t, 'granted', { work: 'ask' }, 'done');
  t.same(logged(used.log, 'passed'), [used.id]);
  const refusal = await refused(t, (await reopen(t, used.file)).ask(), 'approval-required');
  t.not(refusal.extras.approval, used.id);
});

void t.test('killed at any moment, ten times: no grant passes twice or unrecorded', async (t) => {
  const file = tempFile(t);
  const log = `${file}.log`;
  for (let round = 0; round < 10; round += 1) {
    const before = logged(log, 'passed').length;
    const child = startChild({ file, log, work: 'loop', ahead: round * 31_000, hold: 200 });
    await until(() => logged(log, 'passed').length > before);
    await sleep(Math.random() * 100);
    child.process.kill('SIGKILL');
    t.equal(await child.ended, 'SIGKILL');
  }
  const passed = logged(log, 'passed');
  t.ok(passed.length > 0);
  t.equal(new Set(passed).size, passed.length);
  const consumed = new Set(logged(log, 'recorded consumed'));
  t.same(
    passed.filter((id) => !consumed.has(id)),
    [],
  );
});
