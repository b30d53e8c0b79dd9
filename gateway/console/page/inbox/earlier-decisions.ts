import { html, type Markup } from '../lib/html.ts';
import { pathTo } from '../lib/router.ts';
import { formatFull, formatTime } from '../lib/time.ts';
import { StateBadge } from '../parts/badges.ts';
import { Card } from '../parts/card.ts';
import { nameParty } from '../parts/party-chain.ts';
import type { Approval } from './types.ts';

/** What became of requests to the same target. */
export function EarlierDecisions(same: Approval[]): Markup {
  if (same.length === 0) {
    return Card(
      'Earlier, on the same target',
      html`<p class="muted">None that you may see, within the last day.</p>`,
    );
  }
  return Card(
    'Earlier, on the same target',
    html`<ul class="earlier">
      ${same.map(
        ({ id, state, asked_at: at, by, reason, summary }) =>
          html`<li key=${id}>
            ${StateBadge(state)}
            <a href=${pathTo('inbox', id)}><time datetime=${at} title=${formatFull(at)}>${formatTime(at)}</time></a>
            <span class="muted">${nameParty(summary.identity)}${by && `, ${by.subject}`}</span>
            ${reason !== undefined && html`<span class="quote small">${reason}</span>`}
          </li>`,
      )}
    </ul>`,
  );
}
