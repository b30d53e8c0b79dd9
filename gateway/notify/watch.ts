import type { Approval, Approvals } from '../approval/approvals.ts';
import { enqueue, type EnqueueParts } from './enqueue.ts';
import type { Queue } from './queue.ts';
import { isClosed, stepsOf } from './steps.ts';

/** What finding events needs. */
export interface WatchParts extends EnqueueParts {
  approvals: Pick<Approvals, 'ids' | 'outline'>;
}

/**
 * Looks at one approval, and queues what has happened to it since it was looked at last. So nothing
 * hangs on hearing of each change: what happened while nobody listened is found at the next look.
 */
export function lookAt(queue: Queue, parts: WatchParts, id: string): void {
  const approval = parts.approvals.outline(id);
  if (!approval) {
    // Erased, or long settled.
    queue.forgetKnown(id);
    return;
  }
  queue.transact(() => {
    const told = new Set(queue.known(id)?.told ?? oldSteps(queue, approval));
    const steps = stepsOf(approval);
    for (const step of steps) {
      if (!told.has(step.key)) enqueue(queue, parts, step, approval);
    }
    const closed = isClosed(approval);
    const reviews = approval.break_glass === true && !closed;
    const remindAt = reviews ? Date.parse(approval.asked_at) + parts.config.reviewAfter : null;
    const keys = steps.map(({ key }) => key);
    queue.know(id, keys, closed, remindAt);
  });
}

/** What was settled before notifications began is told to nobody. */
function oldSteps(queue: Queue, approval: Approval): string[] {
  const isOld = Date.parse(approval.asked_at) < queue.since();
  return isOld && isClosed(approval) ? stepsOf(approval).map(({ key }) => key) : [];
}

/** The approvals that may have changed: all but those of which nothing more can come. */
export function findOpen(queue: Queue, { approvals }: WatchParts): string[] {
  const closed = new Set(queue.idsOf('closed'));
  const ids = approvals.ids().filter((id) => !closed.has(id));
  return ids;
}

/** Reminds people of reviews that are due, and forgets the approvals that are no more. */
export function remind(queue: Queue, parts: WatchParts): void {
  const { reviewAfter } = parts.config;
  for (const { id, remindAt } of queue.toRemind()) {
    const approval = parts.approvals.outline(id);
    queue.transact(() => {
      if (approval?.review?.state === 'open') {
        enqueue(queue, parts, { kind: 'review-due', key: `review-due:${remindAt}` }, approval);
      }
      // From now on, not from when it was due: a gateway that was down for days reminds once.
      queue.remindAgain(id, parts.now() + reviewAfter);
    });
  }
}

/** Forgets the approvals that are no more. */
export function forgetGone(queue: Queue, { approvals }: WatchParts): void {
  const there = new Set(approvals.ids());
  queue.transact(() => {
    for (const id of queue.idsOf('allKnown')) if (!there.has(id)) queue.forgetKnown(id);
  });
}
