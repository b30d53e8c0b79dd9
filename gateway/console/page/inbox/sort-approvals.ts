import type { Approval } from './types.ts';

/** Approvals that are looked at for the same reason. */
export interface Group {
  name: 'mine' | 'review' | 'granted' | 'others' | 'decided';
  title: string;
  note?: string;
  approvals: Approval[];
  /** Said where there is none; without it the group is left out. */
  empty?: { title: string; text: string };
}

/** In the order in which people should see them: risk first, then what ends first. */
export function sortApprovals(approvals: Approval[]): Group[] {
  const mine = approvals.filter(({ may }) => may?.decide === true);
  const review = approvals.filter(({ may }) => may?.review === true);
  const granted = approvals.filter(({ state }) => state === 'granted');
  const others = approvals.filter(({ state, may }) => state === 'pending' && may?.decide !== true);
  const open = new Set([...mine, ...review, ...granted, ...others]);
  const decided = approvals.filter((approval) => !open.has(approval));
  return [
    {
      name: 'mine',
      title: 'Waits for you',
      approvals: mine.toSorted(byRiskAndDeadline),
      empty: {
        title: 'Nothing waits for you',
        text: 'What an agent asks for and a policy leaves to you appears here at once.',
      },
    },
    {
      name: 'review',
      title: 'Passed by break-glass, to be reviewed',
      approvals: review.toSorted(byRiskAndDeadline),
    },
    {
      name: 'granted',
      title: 'Granted and not used yet',
      note: 'Can still be taken back',
      approvals: granted.toSorted(byRiskAndDeadline),
    },
    { name: 'others', title: 'Waits for others', approvals: others.toSorted(byRiskAndDeadline) },
    { name: 'decided', title: 'Lately', approvals: decided.toSorted(byAge) },
  ];
}

function byRiskAndDeadline(a: Approval, b: Approval): number {
  return b.risk - a.risk || a.decide_by.localeCompare(b.decide_by);
}

function byAge(a: Approval, b: Approval): number {
  return (b.decided_at ?? b.asked_at).localeCompare(a.decided_at ?? a.asked_at);
}

/** Whether two approvals are about the same thing, whatever its body or headers are. */
export function isSameTarget(a: Approval, b: Approval): boolean {
  const [x, y] = [a.summary, b.summary];
  return (
    x.connection === y.connection &&
    x.method === y.method &&
    x.host === y.host &&
    x.target === y.target
  );
}
