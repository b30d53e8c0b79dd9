import { h, html, type Content, type Markup } from '../lib/html.ts';
import { pathTo } from '../lib/router.ts';
import { formatAgo, formatFull, useNow } from '../lib/time.ts';
import { Method, Risk, StateBadge } from '../parts/badges.ts';
import { Icon } from '../parts/icon.ts';
import { nameParty } from '../parts/party-chain.ts';
import { Countdown } from './countdown.ts';
import type { Approval } from './types.ts';

/** One approval in a list. */
export function ApprovalRow({ approval }: { approval: Approval }): Markup {
  const { id, summary, risk, justification, asked_at: at } = approval;
  const { method, target, connection, identity, decision } = summary;
  const now = useNow(5000);
  return html`<li class="item">
    <div class="item-risk">${Risk(risk)}</div>
    <div class="item-main">
      <a class="row-link" href=${pathTo('inbox', id)}>${Method(method)}<code class="cut">${target}</code></a>
      <div class="row small">
        <span class="muted"><strong>${nameParty(identity)}</strong> asks <strong>${connection}</strong> <time datetime=${at} title=${formatFull(at)}>${formatAgo(at, now)}</time></span>
        ${decision.reasons.map((reason) => html`<span key=${reason} class="badge">${reason}</span>`)}
        ${marks(approval)}
      </div>
      ${justification !== undefined && html`<p class="small quote">${justification}</p>`}
    </div>
    <div class="item-side">${side(approval)}</div>
  </li>`;
}

function marks({ quorum, approvals, may, break_glass: glass, state }: Approval): Content {
  return html`
    ${quorum > 1 && html`<span class="badge accent">${approvals.length} of ${quorum} people agree</span>`}
    ${state === 'pending' && may?.step_up?.passkey === true && html`<span class="badge">${Icon('key')}passkey</span>`}
    ${glass === true && html`<span class="badge warn">${Icon('warn')}break-glass</span>`}
    ${may?.on_behalf_of && html`<span class="badge">for ${may.on_behalf_of.subject}</span>`}`;
}

function side(approval: Approval): Content {
  const {
    state,
    decided_at: decidedAt,
    by,
    asked_at: from,
    decide_by: until,
    use_by: useBy,
  } = approval;
  if (state === 'pending') return h(Countdown, { from, until, what: 'left' });
  if (state === 'granted' && useBy !== undefined) {
    return html`${StateBadge(state)}${h(Countdown, { from: decidedAt ?? from, until: useBy, what: 'to use it' })}`;
  }
  return html`${StateBadge(state)}${by && html`<span class="muted small">by ${by.subject}</span>`}`;
}
