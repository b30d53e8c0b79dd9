import { html, type Markup } from '../lib/html.ts';
import { pathTo } from '../lib/router.ts';
import { formatFull, formatMs, formatTime } from '../lib/time.ts';
import { Method, OutcomeBadge } from '../parts/badges.ts';
import { nameParty } from '../parts/party-chain.ts';
import type { ActivityRow } from './types.ts';

/** Requests, one a line. */
export function ActivityRows(rows: ActivityRow[]): Markup {
  return html`<ul class="rows acts">
    ${rows.map(
      (row) => html`<li key=${row.id} class="item act">
        <time class="muted small" datetime=${row.at} title=${formatFull(row.at)}>${formatTime(row.at)}</time>
        <div class="act-what">
          <a class="row-link" href=${pathTo('activity', row.id)}>${Method(row.method)}<code class="cut">${describeTarget(row)}</code></a>
          <span class="muted small cut">${row.identity ? nameParty(row.identity) : 'unknown'}${row.connection !== undefined && ` → ${row.connection}`}</span>
        </div>
        <div class="act-said">${OutcomeBadge(row)}<span class="muted small cut">${row.reasons.length > 0 ? row.reasons.join(', ') : row.code}</span></div>
        <div class="act-numbers small number">
          <span title="Status">${row.status === undefined || row.status === 0 ? '–' : row.status}</span>
          <span class="muted" title="Values masked">${row.masks > 0 && `${row.masks} masked`}</span>
          <span class="muted" title="How long it took">${row.duration_ms !== undefined ? formatMs(row.duration_ms) : row.state === 'open' && 'open'}</span>
        </div>
      </li>`,
    )}
  </ul>`;
}

/** What was asked for; in words where it is not known. */
export function describeTarget({ path, erased, state }: ActivityRow): string {
  if (path !== undefined) return path;
  return erased ? 'erased' : state === 'refused' ? 'not understood' : '…';
}
