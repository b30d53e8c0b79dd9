import type { Approval } from '../approval/approvals.ts';
import type { ChannelConfig, NotifiedEvent } from '../types.ts';

/** Kinds that people are told of on their own; all others only where they were told of one of these. */
export const OPENING: ReadonlySet<string> = new Set(['asked', 'break-glass', 'review-due']);
/** Kinds that go to who reviews. */
const REVIEWING: ReadonlySet<string> = new Set(['break-glass', 'review-due', 'reviewed']);

/** Whom an event of an approval concerns. */
export function groupsOf(kind: NotifiedEvent, { demand }: Approval): readonly string[] {
  return REVIEWING.has(kind) ? (demand.review_groups ?? demand.groups) : demand.groups;
}

/** Whether a channel is told of an event that concerns these groups. */
export function isRouted(
  channel: ChannelConfig,
  kind: NotifiedEvent,
  concerned: readonly string[],
): boolean {
  if (!channel.events.includes(kind)) return false;
  const { groups } = channel;
  return groups === undefined || concerned.some((group) => groups.includes(group));
}

/** Whether people read it, who need no more than they can use; a program is told everything. */
export function isForPeople({ kind }: ChannelConfig): boolean {
  return kind !== 'webhook';
}
