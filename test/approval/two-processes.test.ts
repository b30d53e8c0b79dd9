import t from 'tap';
import { DANA, open, pendingId, refused, tempFile } from './support.ts';
import { logged, startChild } from './run-child.ts';

void t.test('a request held in one process passes on a decision taken in another', async (t) => {
  const opened = open(t);
  const log = `${opened.file}.log`;
  const child = startChild({ file: opened.file, log, work: 'ask' });
  const id = await pendingId(opened);
  await opened.approvals.decide(id, 'granted', DANA);
  t.equal(await child.ended, null);
  t.same(logged(log, 'passed'), [id]);
  t.equal((await opened.approvals.get(id)).state, 'consumed');
});

void t.test('a request held here passes on a decision taken in another process', async (t) => {
  const opened = open(t);
  const asked = opened.ask();
  const id = await pendingId(opened);
  await startChild({ file: opened.file, log: `${opened.file}.log`, work: 'granted' }).ended;
  t.equal((await asked).id, id);
});

void t.test('of 100 identical requests in two processes one passes on one grant', async (t) => {
  const opened = open(t);
  const log = `${opened.file}.log`;
  const task = { file: opened.file, log, work: 'ask', requests: 50, hold: 60_000 } as const;
  const children = [startChild(task), startChild(task)];
  await Promise.all(children.map(({ held }) => held));
  const id = await pendingId(opened);
  await opened.approvals.decide(id, 'granted', DANA);
  await Promise.all(children.map(({ ended }) => ended));
  t.same(logged(log, 'passed'), [id]);
  t.same(logged(log, 'recorded consumed'), [id]);
});

void t.test('two processes may make the file at once', async (t) => {
  const file = tempFile(t);
  const task = { file, log: `${file}.log`, work: 'ask', hold: 1 } as const;
  const children = Array.from({ length: 4 }, () => startChild(task));
  t.same(await Promise.all(children.map(({ ended }) => ended)), [null, null, null, null]);
  const opened = open(t, { file, hold: 1 });
  t.equal(opened.approvals.list().length, 1);
  await refused(t, opened.ask(), 'approval-required');
});
