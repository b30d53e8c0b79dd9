import { useRef, useState } from 'preact/hooks';
import type { SessionPage, SessionRow } from '../../../admin/contract.ts';
import { call, type ApiError } from '../lib/api.ts';
import { h, html, type Markup } from '../lib/html.ts';
import { useKeys } from '../lib/keys.ts';
import { pathTo } from '../lib/router.ts';
import { useSession } from '../lib/session.ts';
import { formatAgo, formatFull, formatSpan, useNow } from '../lib/time.ts';
import { useApi } from '../lib/use-api.ts';
import { NotAReader } from '../parts/not-a-reader.ts';
import { PageHead } from '../parts/page-head.ts';
import { nameParty } from '../parts/party-chain.ts';
import { Empty, Failure, Show } from '../parts/states.ts';
import { stepRows } from '../parts/step-rows.ts';

/** The sessions of agents. */
export function Sessions(): Markup {
  return useSession().person?.reader === false ? NotAReader('Sessions') : h(List, {});
}

function List(): Markup {
  const loaded = useApi<SessionPage>('/api/sessions');
  const [older, setOlder] = useState<SessionPage>();
  const [error, setError] = useState<ApiError>();
  const list = useRef<HTMLElement>(null);
  useKeys({ j: () => stepRows(list.current, 1), k: () => stepRows(list.current, -1) });
  const next = older ? older.next : loaded.data?.next;
  const loadMore = (): void => {
    call<SessionPage>('GET', `/api/sessions?before=${encodeURIComponent(next ?? '')}`)
      .then((page) =>
        setOlder({ ...page, sessions: [...(older?.sessions ?? []), ...page.sessions] }),
      )
      .catch(setError);
  };
  return html`${h(PageHead, { title: 'Sessions', lead: 'What one agent did, one after the other. Open one to replay it.' })}
    ${Show(loaded, ({ sessions }) => {
      const all = [...sessions, ...(older?.sessions ?? [])];
      return html`<section class="card" aria-label="Sessions" ref=${list}>
        ${all.length === 0 && Empty('sessions', 'No session yet', 'The first request of an agent begins one.')}
        <ul class="rows">${all.map((session) => h(Row, { session, key: session.id }))}</ul>
        ${next !== undefined && html`<div class="card-body"><button type="button" class="button" onClick=${loadMore}>Show older ones</button></div>`}
        ${error && Failure(error)}
      </section>`;
    })}`;
}

function Row({ session }: { session: SessionRow }): Markup {
  const { id, identity, started_at: from, last_at: to, requests, denied, masked } = session;
  const now = useNow(10_000);
  return html`<li class="item session">
    <div class="item-main">
      <a class="row-link" href=${pathTo('sessions', id)}>${identity ? nameParty(identity) : 'Requests of unknown agents'}</a>
      <span class="muted small cut">${identity?.issuer ?? 'refused before it was known who asks'}</span>
    </div>
    <ul class="row small number">
      <li><strong>${requests}</strong> <span class="muted">${requests === 1 ? 'request' : 'requests'}</span></li>
      ${masked > 0 && html`<li class="badge accent">${masked} masked</li>`} ${denied > 0 && html`<li class="badge bad">${denied} denied</li>`}
    </ul>
    <div class="item-side small">
      <time datetime=${to} title=${formatFull(to)}>${formatAgo(to, now)}</time>
      <span class="muted">lasted ${formatSpan(Date.parse(to) - Date.parse(from))}</span>
    </div>
  </li>`;
}
