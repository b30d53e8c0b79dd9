import { useEffect, useRef } from 'preact/hooks';
import { announce } from '../lib/announce.ts';
import { useApi, type Loaded } from '../lib/use-api.ts';
import { useEvents, type Live } from '../lib/use-events.ts';
import type { Approval } from './types.ts';

/** All approvals that the person may see, as they are now. */
export interface Approvals {
  list: Loaded<{ approvals: Approval[] }>;
  live: Live;
  /** Counts up with each change, of which the event names the id or not. */
  changes: number;
}

/** How long changes are gathered before the list is asked for, in milliseconds. */
const GATHER = 150;

/** Follows the approvals; says when another one waits. */
export function useApprovals(): Approvals {
  const list = useApi<{ approvals: Approval[] }>('/api/approvals');
  const timer = useRef<number>(undefined);
  const changes = useRef(0);
  const changed = (): void => {
    window.clearTimeout(timer.current);
    timer.current = window.setTimeout(() => {
      changes.current += 1;
      list.reload();
    }, GATHER);
  };
  const live = useEvents('/api/approvals/events', ['approvals'], changed);
  useAnnouncement(list.data?.approvals);
  return { list, live, changes: changes.current };
}

function useAnnouncement(approvals: Approval[] | undefined): void {
  const known = useRef<Set<string>>(undefined);
  useEffect(() => {
    if (!approvals) return;
    const waiting = approvals.filter(({ may }) => may?.decide === true);
    const fresh = waiting.filter(({ id }) => known.current?.has(id) === false);
    known.current = new Set(waiting.map(({ id }) => id));
    const [first] = fresh;
    if (!first) return;
    const { method, target, identity } = first.summary;
    announce(
      fresh.length === 1
        ? `New: ${identity.subject} asks for ${method} ${target}`
        : `${fresh.length} new requests wait for you`,
    );
  }, [approvals]);
}
