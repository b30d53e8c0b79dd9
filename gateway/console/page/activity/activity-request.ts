import { h, html, type Content, type Markup } from '../lib/html.ts';
import { useKeys } from '../lib/keys.ts';
import { go } from '../lib/router.ts';
import { useSession } from '../lib/session.ts';
import { formatFull, formatMs, formatTime } from '../lib/time.ts';
import { useApi } from '../lib/use-api.ts';
import { useEvents } from '../lib/use-events.ts';
import { Method, OutcomeBadge } from '../parts/badges.ts';
import { NotAReader } from '../parts/not-a-reader.ts';
import { PageHead } from '../parts/page-head.ts';
import { Show } from '../parts/states.ts';
import { describeTarget } from './activity-rows.ts';
import { RequestDetail } from './request-detail.ts';
import type { ActivityDetail, ActivityRow } from './types.ts';

/** One request: its way, why it was decided so, what was delivered, and the proof that it is on record. */
export function ActivityRequest({ id }: { id: string }): Markup {
  return useSession().person?.reader === false ? NotAReader('Request') : h(Request, { id });
}

function Request({ id }: { id: string }): Markup {
  const loaded = useApi<ActivityDetail>(`/api/activity/${encodeURIComponent(id)}`);
  useKeys({ u: () => go('/activity') });
  const row = loaded.data?.row;
  // It goes on while it is looked at, until its outcome is on record.
  useEvents(
    row?.state === 'open' ? '/api/activity/events?path=false' : undefined,
    ['activity'],
    (_, data) => {
      if ((data as ActivityRow).id === id) loaded.reload();
    },
  );
  return html`${h(PageHead, {
    title: row ? `${row.method ?? ''} ${describeTarget(row)}` : 'Request',
    heading:
      row &&
      html`<span class="head-target">${Method(row.method)}<code>${describeTarget(row)}</code></span>`,
    lead: row && lead(row),
    back: { href: '/activity', text: 'Activity' },
  })}
    ${Show(loaded, (detail) => h(RequestDetail, { detail, reload: loaded.reload }))}`;
}

function lead(row: ActivityRow): Content {
  return html`<span class="row"
    >${OutcomeBadge(row)}<span
      >${row.connection ?? 'no connection'} · <time datetime=${row.at} title=${formatFull(row.at)}>${formatTime(row.at)}</time>${row.duration_ms !== undefined && ` · ${formatMs(row.duration_ms)}`}${row.status !== undefined && row.status > 0 && ` · status ${row.status}`}</span
    ></span
  >`;
}
