/**
 * Another process on a database of approvals. It appends `recorded <state> <id>` and `passed <id>`
 * to a log, which outlives its SIGKILL, and prints `ready` once the database is open, then `held` once
 * all of several requests are.
 */
import { appendFileSync } from 'node:fs';
import { openApprovals } from '../../gateway/approval/approvals.ts';
import { Refusal } from '../../gateway/errors.ts';
import type { ApprovalStep } from '../../gateway/approval/record.ts';
import { DANA, DEMAND, PARTS, subjectNamed, subjectOf } from './support.ts';

export interface ChildTask {
  file: string;
  log: string;
  work:
    | 'ask'
    | 'granted'
    | 'denied'
    | 'revoke'
    | 'withdraw'
    | 'void'
    | 'break-glass'
    | 'review'
    | 'expire'
    | 'loop'
    | 'fill';
  /** How many identical requests to ask at once. */
  requests?: number;
  hold?: number;
  /** How many people must agree. */
  quorum?: number;
  /** Ahead of the real time, in milliseconds. */
  ahead?: number;
  /** Where to die: around the recording of a state, or once the work is done. */
  die?: { state: string; moment: 'before' | 'after' } | 'done';
}

const task = JSON.parse(process.argv[2]!) as ChildTask;
const write = (line: string): void => appendFileSync(task.log, `${line}\n`);
const die = (): void => void process.kill(process.pid, 'SIGKILL');

const approvals = openApprovals({
  file: task.file,
  hold: task.hold ?? 10_000,
  maxHeld: 1000,
  poll: 20,
  now: () => Date.now() + (task.ahead ?? 0),
  record: async (_type, data) => {
    const { approval, state } = data as ApprovalStep;
    const moment = typeof task.die === 'object' && task.die.state === state ? task.die.moment : '';
    if (moment === 'before') die();
    write(`recorded ${state} ${approval}`);
    if (moment === 'after') die();
    // A recording takes a while, so that a SIGKILL also meets it under way.
    await new Promise((resolve) => setTimeout(resolve, 1));
  },
});
const stays = new AbortController().signal;
const demand = { ...DEMAND, ...(task.quorum !== undefined && { quorum: task.quorum }) };
const ask = async (): Promise<void> => {
  const { id } = await approvals.ask(demand, subjectOf(), stays);
  write(`passed ${id}`);
};
const decide = async (verdict: 'granted' | 'denied'): Promise<void> => {
  const [first] = approvals.list({ state: 'pending' });
  if (first) await approvals.decide(first.id, verdict, DANA);
};
/** Prints `held` once so many requests are. */
const tellHeld = async (requests: number): Promise<void> => {
  while (approvals.held() < requests) await new Promise((resolve) => setTimeout(resolve, 5));
  console.log('held');
};

const codeOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'passed',
    (error: unknown) => (error instanceof Refusal ? error.code : String(error)),
  );

console.log('ready');
switch (task.work) {
  case 'ask':
    {
      const asked = Array.from({ length: task.requests ?? 1 }, ask);
      if (task.requests !== undefined) await tellHeld(task.requests);
      await Promise.allSettled(asked);
    }
    break;
  case 'expire':
    await approvals.expire();
    break;
  case 'revoke':
    await approvals.revoke(approvals.list()[0]!.id, DANA);
    break;
  case 'withdraw':
    await approvals.withdraw(approvals.list()[0]!.id, PARTS.identity);
    break;
  case 'void':
    await approvals.redecide('sha256:other', () => ({ action: 'deny', reasons: ['no-rule'] }));
    break;
  case 'break-glass': {
    const subject = subjectOf({ ...PARTS, justification: 'it burns' });
    const { id } = await approvals.ask({ ...DEMAND, break_glass: true }, subject, stays);
    write(`passed ${id}`);
    break;
  }
  case 'review':
    await approvals.review(approvals.list()[0]!.id, DANA, 'it did burn');
    break;
  case 'fill':
    for (let index = 0, code = ''; code !== 'approvals-unavailable'; index += 1) {
      code = await codeOf(approvals.ask(DEMAND, subjectNamed(`${index}`), stays));
      write(`asked ${code}`);
    }
    break;
  case 'loop':
    for (;;) {
      const asked = Promise.allSettled([ask(), ask(), ask()]);
      await new Promise((resolve) => setTimeout(resolve, 2));
      await decide('granted');
      await asked;
    }
  default:
    await decide(task.work);
}
if (task.die === 'done') die();
await approvals.close();
