import { useEffect, useRef, useState } from 'preact/hooks';
import type { ActivityDetail, SessionDetail } from '../../../admin/contract.ts';
import { RequestDetail } from '../activity/request-detail.ts';
import { announce } from '../lib/announce.ts';
import { call, type ApiError } from '../lib/api.ts';
import { h, html, type Markup } from '../lib/html.ts';
import { useKeys } from '../lib/keys.ts';
import { go, pathTo, usePlace } from '../lib/router.ts';
import { formatMs } from '../lib/time.ts';
import { useApi } from '../lib/use-api.ts';
import { Icon } from '../parts/icon.ts';
import { Failure, Show } from '../parts/states.ts';
import { ReplayList } from './replay-list.ts';

/** How long each request is shown while it plays, in milliseconds. */
const PACE = 2500;

/** Goes through the requests by buttons, keys, the list, or by itself. The address says which one is shown. */
export function ReplayPlayer({ id, detail }: { id: string; detail: SessionDetail }): Markup {
  const { requests, loadMore, more, error } = useAll(id, detail);
  const { query } = usePlace();
  const wanted = requests.findIndex((row) => row.id === query.get('request'));
  const at = Math.max(0, wanted);
  const [playing, setPlaying] = useState(false);
  const row = requests[at]!;
  const show = (index: number): void => {
    const next = requests[Math.min(requests.length - 1, Math.max(0, index))]!;
    go(`${pathTo('sessions', id)}?request=${encodeURIComponent(next.id)}`, true);
    if (!playing)
      announce(
        `Request ${requests.indexOf(next) + 1} of ${requests.length}: ${next.method} ${next.path ?? ''}, ${next.action ?? next.state}`,
      );
  };
  usePlaying(playing, at, requests.length, show, () => setPlaying(false));
  const play = (): void => setPlaying(!playing);
  useKeys({
    j: () => show(at + 1),
    k: () => show(at - 1),
    ArrowRight: () => show(at + 1),
    ArrowLeft: () => show(at - 1),
    ' ': play,
    u: () => go('/sessions'),
  });
  const before = requests[at - 1];
  return html`<div class="replay">
    <section class="card replay-side" aria-label="Requests of the session">
      <div class="card-head player">
        <div class="row">
          <button type="button" class="button icon" aria-label="Previous request" title="Previous (k)" disabled=${at === 0} onClick=${() => show(at - 1)}>${Icon('back')}</button>
          <button type="button" class="button icon primary" aria-label=${playing ? 'Pause' : 'Play'} title="Play or pause (space)" onClick=${play}>${Icon(playing ? 'pause' : 'play')}</button>
          <button type="button" class="button icon" aria-label="Next request" title="Next (j)" disabled=${at === requests.length - 1} onClick=${() => show(at + 1)}>${Icon('next')}</button>
        </div>
        <span class="muted small number">${at + 1} of ${requests.length}${more && '+'}</span>
      </div>
      <div class="card-body">
        <input type="range" class="range" aria-label="Request" min="1" max=${requests.length} value=${at + 1} onInput=${(event: Event) => show(Number((event.target as HTMLInputElement).value) - 1)} />
      </div>
      ${h(ReplayList, { requests, at, show })}
      ${more && html`<div class="card-body"><button type="button" class="button" onClick=${loadMore}>Show later ones</button></div>`} ${error && Failure(error)}
    </section>
    <div class="stack">
      ${before && html`<p class="muted small">${formatMs(Date.parse(row.at) - Date.parse(before.at))} after the request before it</p>`}
      ${h(Shown, { id: row.id, key: row.id })}
    </div>
  </div>`;
}

function Shown({ id }: { id: string }): Markup {
  const loaded = useApi<ActivityDetail>(`/api/activity/${encodeURIComponent(id)}`);
  return html`${Show(loaded, (detail) => h(RequestDetail, { detail }))}`;
}

function usePlaying(
  playing: boolean,
  at: number,
  length: number,
  show: (index: number) => void,
  stop: () => void,
): void {
  useEffect(() => {
    if (!playing) return undefined;
    if (at >= length - 1) {
      stop();
      return undefined;
    }
    const timer = window.setTimeout(() => show(at + 1), PACE);
    return () => window.clearTimeout(timer);
  }, [playing, at]);
}

/** The requests of the first answer, and of those that were asked for after it. */
function useAll(
  id: string,
  detail: SessionDetail,
): { requests: SessionDetail['requests']; more: boolean; loadMore: () => void; error?: ApiError } {
  const [later, setLater] = useState<SessionDetail>();
  const [error, setError] = useState<ApiError>();
  const asked = useRef(false);
  const next = later ? later.next : detail.next;
  const loadMore = (): void => {
    if (asked.current || next === undefined) return;
    asked.current = true;
    call<SessionDetail>(
      'GET',
      `/api/sessions/${encodeURIComponent(id)}?after=${encodeURIComponent(next)}`,
    )
      .then((page) =>
        setLater({ ...page, requests: [...(later?.requests ?? []), ...page.requests] }),
      )
      .catch(setError)
      .finally(() => (asked.current = false));
  };
  return {
    requests: [...detail.requests, ...(later?.requests ?? [])],
    more: next !== undefined,
    loadMore,
    ...(error && { error }),
  };
}
