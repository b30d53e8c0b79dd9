import { useRef } from 'preact/hooks';
import { h, html, type Markup } from '../lib/html.ts';
import { useKeys } from '../lib/keys.ts';
import { go, usePlace } from '../lib/router.ts';
import { useSession } from '../lib/session.ts';
import { LiveSign } from '../parts/live.ts';
import { NotAReader } from '../parts/not-a-reader.ts';
import { PageHead } from '../parts/page-head.ts';
import { stepRows } from '../parts/step-rows.ts';
import { Bones, Empty, Failure } from '../parts/states.ts';
import { ActivityFilters } from './activity-filters.ts';
import { ActivityRows } from './activity-rows.ts';
import { isWider, readFilters, toQuery, type Filters } from './filters.ts';
import { TimelineChart } from './timeline-chart.ts';
import { useActivity } from './use-activity.ts';

/** Every request, as it happens; searchable. */
export function Activity(): Markup {
  return useSession().person?.reader === false ? NotAReader('Activity') : h(Requests, {});
}

function Requests(): Markup {
  const { query } = usePlace();
  const filters = readFilters(query);
  const { page, rows, more, busy, error, loadMore, timeline, live } = useActivity(filters);
  const list = useRef<HTMLDivElement>(null);
  useKeys({
    j: () => stepRows(list.current, 1),
    k: () => stepRows(list.current, -1),
    '/': () => document.querySelector<HTMLInputElement>('#search')?.focus(),
  });
  const change = (next: Filters): void => go(`/activity${toQuery(next)}`, true);
  return html`${h(PageHead, { title: 'Activity', lead: 'Every request that agents send, and what became of it.', tools: LiveSign(live) })}
    <div class="stack">
      ${h(ActivityFilters, { filters, change })}
      <section class="card" aria-label="Over time">
        <div class="card-body">
          ${timeline.data ? TimelineChart(timeline.data, (from, to) => change({ ...filters, from, to })) : timeline.error ? Failure(timeline.error) : Bones(2)}
          ${isWider(filters) && html`<p class="muted small">Path and data subject are searched in the list alone; the chart shows the other filters.</p>`}
        </div>
      </section>
      <section class="card" aria-label="Requests" aria-busy=${page.loading ? 'true' : 'false'} ref=${list}>
        ${page.error && Failure(page.error, page.reload)}
        ${!page.data && !page.error && Bones(6)}
        ${page.data && rows.length === 0 && !more && Empty('search', 'No request fits', Object.keys(filters).length > 0 ? 'Take a filter away, or look further back.' : 'As soon as an agent sends one, it appears here.')}
        ${rows.length > 0 && ActivityRows(rows)}
        ${more && html`<div class="card-body row">${rows.length === 0 && html`<span class="muted small">None among the newest.</span>`}<button type="button" class="button" disabled=${busy} onClick=${loadMore}>${busy ? 'Searching…' : 'Search further back'}</button></div>`}
        ${error && Failure(error)}
      </section>
      ${page.data?.behind !== undefined && html`<p class="muted small" role="status">The index has ${page.data.behind} entries of the ledger yet to read.</p>`}
    </div>`;
}
