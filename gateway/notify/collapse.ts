import type { Account } from '../approval/approvals.ts';
import type { NotificationsConfig } from '../types.ts';
import type { NotifyEvent } from './contract.ts';
import { toId } from './message-id.ts';
import type { Queue } from './queue.ts';
import { toTime } from '../to-time.ts';

/** How many times as much of all requesters together as of one is told one by one. */
const ALL = 10;

/** What is told instead of one more approval. */
export interface Collapsed {
  id: string;
  topic: string;
  event: NotifyEvent;
}

/**
 * Counts one more that a channel of people is to be told of. Undefined where it is told by itself;
 * else what is told instead, once in a window: that there are more, and to look at the page.
 *
 * Break-glass is counted apart, so that a flood of questions hides no alarm.
 */
export function countAsked(
  queue: Queue,
  channel: string,
  { requester, at, kind }: NotifyEvent,
  { after, window }: NotificationsConfig['collapse'],
  now: number,
): Collapsed | undefined {
  const of = kind === 'break-glass' ? 'break-glass' : 'asked';
  const account = JSON.stringify([requester.issuer, requester.subject]);
  const most = after * ALL;
  const own = count(queue, channel, `${of} ${account}`, window, now);
  // What is collapsed already counts for nothing here: one must not use up what others may ask.
  const all =
    own.count > after
      ? peek(queue, channel, of, window, now)
      : count(queue, channel, of, window, now);
  if (all.count > most) {
    const nobody = { issuer: '', subject: '' };
    return collapse(of, all.since, all.count - most, nobody);
  }
  if (own.count > after)
    return collapse(`${of} ${account}`, own.since, own.count - after, requester);
  return undefined;

  function collapse(key: string, since: number, number: number, requester: Account): Collapsed {
    const id = toId(channel, key, since);
    const until = toTime(since + window);
    return {
      id,
      topic: id,
      event: { kind: 'collapsed', at, requester, collapsed: { of, count: number, until } },
    };
  }
}

/** What was counted, and since when; milliseconds since the epoch. */
interface Window {
  since: number;
  count: number;
}

function count(queue: Queue, channel: string, key: string, window: number, now: number): Window {
  const { since, count } = peek(queue, channel, key, window, now);
  queue.countFlood(channel, key, since, count + 1);
  return { since, count: count + 1 };
}

/** A clock that was set back begins anew, rather than to count for ever. */
function peek(queue: Queue, channel: string, key: string, window: number, now: number): Window {
  const found = queue.flood(channel, key);
  const goes = found !== undefined && found.since <= now && now < found.since + window;
  return goes ? found : { since: now, count: 0 };
}
