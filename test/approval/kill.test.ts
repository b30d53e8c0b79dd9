import { setTimeout as sleep } from 'node:timers/promises';
import t, { type Test } from 'tap';
import { until } from '../helpers/until.ts';
import { DANA, DEMAND, open, refused, tempFile, type Opened } from './support.ts';
import type { ChildTask } from './child.ts';
import { logged, startChild } from './run-child.ts';

type Death = Exclude<ChildTask['die'], undefined>;

/** A file with one approval in this state, and a child that is killed working on it. */
async function killedAt(
  t: Test,
  prepared: 'none' | 'pending' | 'granted',
  task: Pick<ChildTask, 'work' | 'ahead' | 'quorum'>,
  die: Death,
): Promise<{ file: string; log: string; id: string | undefined }> {
  const file = tempFile(t);
  const log = `${file}.log`;
  let id: string | undefined;
  if (prepared !== 'none') {
    const before = open(t, { file, hold: 1 });
    const { quorum } = task;
    const demand = { ...DEMAND, ...(quorum !== undefined && { quorum }) };
    const asked = before.ask(undefined, undefined, demand);
    id = (await refused(t, asked, 'approval-required')).extras.approval!;
    if (prepared === 'granted') await before.approvals.decide(id, 'granted', DANA);
    await before.approvals.close();
  }
  const hold = die === 'done' ? 1 : 10_000;
  t.equal(await startChild({ file, log, hold, ...task, die }).ended, 'SIGKILL');
  return { file, log, id };
}

/** Opens the file again, past the time in which the dead process was trusted to record its step. */
async function reopen(t: Test, file: string, ahead = 31_000): Promise<Opened> {
  const opened = open(t, { file, hold: 1, poll: 1e6, now: () => Date.now() + ahead });
  await opened.approvals.expire();
  return opened;
}

/** Asserts that the file's one approval waits, and that it still passes exactly one request. */
async function stillWorks(t: Test, opened: Opened, state: 'pending' | 'granted'): Promise<void> {
  const [approval, ...others] = opened.approvals.list();
  t.match(approval, { state });
  t.same(others, []);
  if (state === 'pending') await opened.approvals.decide(approval!.id, 'granted', DANA);
  t.equal((await opened.ask()).id, approval!.id);
  const refusal = await refused(t, opened.ask(), 'approval-required');
  t.not(refusal.extras.approval, approval!.id);
}

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

  for (const [work, prepared, state] of [
    ['revoke', 'granted', 'revoked'],
    ['withdraw', 'pending', 'withdrawn'],
    ['void', 'pending', 'voided'],
    ['void', 'granted', 'voided'],
  ] as const) {
    void t.test(`killed ${moment} ${prepared} is recorded as ${state}: it is`, async (t) => {
      const { file, id } = await killedAt(t, prepared, { work }, { state, moment });
      const opened = await reopen(t, file);
      t.match(opened.steps, [{ state, approval: id }]);
      t.equal((await opened.approvals.get(id!)).state, state);
      const refusal = await refused(t, opened.ask(), 'approval-required');
      t.not(refusal.extras.approval, id);
    });
  }

  void t.test(`killed ${moment} a break-glass is recorded: it is to be reviewed`, async (t) => {
    const die = { state: 'consumed', moment };
    const { file, log } = await killedAt(t, 'none', { work: 'break-glass' }, die);
    t.same(logged(log, 'passed'), []);
    const opened = await reopen(t, file);
    t.match(opened.steps, [{ state: 'consumed', break_glass: true }]);
    t.equal(opened.approvals.list({ review: 'open' }).length, 1);
  });

  void t.test(
    `killed ${moment} the expiry is recorded: it is expired, and is on record`,
    async (t) => {
      const ahead = 16 * 60_000;
      const die = { state: 'expired', moment };
      const { file, id } = await killedAt(t, 'pending', { work: 'expire', ahead }, die);
      const opened = await reopen(t, file, ahead + 31_000);
      t.match(opened.steps, [{ state: 'expired', approval: id }]);
      t.equal((await opened.approvals.get(id!)).state, 'expired');
    },
  );
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
