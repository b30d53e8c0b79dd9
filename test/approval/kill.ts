/** A process that is killed at one step of an approval, and a look at what it left. */
import type { Test } from 'tap';
import { DANA, DEMAND, open, PARTS, refused, subjectOf, tempFile, type Opened } from './support.ts';
import type { ChildTask } from './child.ts';
import { startChild } from './run-child.ts';

export type Death = Exclude<ChildTask['die'], undefined>;

/** What there is when the process begins. */
export type Prepared = 'none' | 'pending' | 'left' | 'granted' | 'break-glass';

/** A file with one approval in this state, and a child that is killed working on it. */
export async function killedAt(
  t: Test,
  prepared: Prepared,
  task: Pick<ChildTask, 'work' | 'ahead' | 'quorum'>,
  die: Death,
): Promise<{ file: string; log: string; id: string | undefined }> {
  const file = tempFile(t);
  const log = `${file}.log`;
  const id = prepared === 'none' ? undefined : await prepare(t, file, prepared, task.quorum);
  const hold = die === 'done' ? 1 : 10_000;
  t.equal(await startChild({ file, log, hold, ...task, die }).ended, 'SIGKILL');
  return { file, log, id };
}

async function prepare(
  t: Test,
  file: string,
  state: Exclude<Prepared, 'none'>,
  quorum: number | undefined,
): Promise<string> {
  const before = open(t, { file, hold: 1 });
  const id = await ask(t, before, state, quorum);
  if (state === 'granted') await before.approvals.decide(id, 'granted', DANA);
  await before.approvals.close();
  return id;
}

async function ask(
  t: Test,
  before: Opened,
  state: Exclude<Prepared, 'none'>,
  quorum: number | undefined,
): Promise<string> {
  const { approvals } = before;
  if (state === 'break-glass') {
    const subject = subjectOf({ ...PARTS, justification: 'it burns' });
    return (await before.ask(subject, undefined, { ...DEMAND, break_glass: true })).id;
  }
  if (state === 'left') {
    const agent = new AbortController();
    const asked = before.ask(undefined, agent.signal);
    agent.abort();
    await refused(t, asked, 'client-gone');
    return approvals.list()[0]!.id;
  }
  const demand = { ...DEMAND, ...(quorum !== undefined && { quorum }) };
  const asked = before.ask(undefined, undefined, demand);
  return (await refused(t, asked, 'approval-required')).extras.approval!;
}

/** Opens the file again, past the time in which the dead process was trusted to record its step. */
export async function reopen(t: Test, file: string, ahead = 31_000): Promise<Opened> {
  const opened = open(t, { file, hold: 1, poll: 1e6, now: () => Date.now() + ahead });
  await opened.approvals.expire();
  return opened;
}

/** Asserts that the file's one approval waits, and that it still passes exactly one request. */
export async function stillWorks(
  t: Test,
  opened: Opened,
  state: 'pending' | 'granted',
): Promise<void> {
  const [approval, ...others] = opened.approvals.list();
  t.match(approval, { state });
  t.same(others, []);
  if (state === 'pending') await opened.approvals.decide(approval!.id, 'granted', DANA);
  t.equal((await opened.ask()).id, approval!.id);
  const refusal = await refused(t, opened.ask(), 'approval-required');
  t.not(refusal.extras.approval, approval!.id);
}
