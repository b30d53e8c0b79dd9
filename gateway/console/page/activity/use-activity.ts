import { useEffect, useRef, useState } from 'preact/hooks';
import { call, type ApiError } from '../lib/api.ts';
import { useApi, type Loaded } from '../lib/use-api.ts';
import { useEvents, type Live } from '../lib/use-events.ts';
import { forChart, toQuery, type Filters } from './filters.ts';
import type { ActivityPage, ActivityRow, Timeline } from './types.ts';

/** The requests that fit the filters, newest first, as they happen. */
export interface Activity {
  page: Loaded<ActivityPage>;
  rows: ActivityRow[];
  /** Whether there are older ones. */
  more: boolean;
  busy: boolean;
  error?: ApiError;
  loadMore: () => void;
  timeline: Loaded<Timeline>;
  live: Live;
}

/** How long events are gathered before list and chart are asked for, in milliseconds. */
const GATHER = 500;

export function useActivity(filters: Filters): Activity {
  const query = toQuery(filters);
  const page = useApi<ActivityPage>(`/api/activity${query}`);
  const timeline = useApi<Timeline>(
    `/api/activity/timeline${toQuery(forChart(filters), { buckets: '60' })}`,
  );
  const [older, setOlder] = useState<{
    query: string;
    rows: ActivityRow[];
    next?: string | undefined;
  }>();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ApiError>();
  const timer = useRef<number>(undefined);
  const changed = (): void => {
    if (timer.current !== undefined) return;
    timer.current = window.setTimeout(() => {
      timer.current = undefined;
      page.reload();
      timeline.reload();
    }, GATHER);
  };
  useEffect(() => () => window.clearTimeout(timer.current), []);
  const live = useEvents('/api/activity/events?path=false', ['activity', 'lost'], changed, changed);
  const own = older?.query === query ? older : undefined;
  const rows = merge(page.data?.requests ?? [], own?.rows ?? []);
  const next = own ? own.next : page.data?.next;
  const loadMore = (): void => {
    if (next === undefined) return;
    setBusy(true);
    setError(undefined);
    call<ActivityPage>('GET', `/api/activity${toQuery(filters, { before: next })}`)
      .then((answer) =>
        setOlder({
          query,
          rows: [...(own?.rows ?? page.data?.requests ?? []), ...answer.requests],
          next: answer.next,
        }),
      )
      .catch(setError)
      .finally(() => setBusy(false));
  };
  return {
    page,
    rows,
    more: next !== undefined,
    busy,
    ...(error && { error }),
    loadMore,
    timeline,
    live,
  };
}

/** The newest page over those that were loaded before. */
function merge(fresh: ActivityRow[], older: ActivityRow[]): ActivityRow[] {
  const known = new Set(fresh.map(({ id }) => id));
  return [...fresh, ...older.filter(({ id }) => !known.has(id))];
}
