import { h, html, type Content, type Markup } from '../lib/html.ts';
import { formatFull, formatTime } from '../lib/time.ts';
import { StateBadge } from '../parts/badges.ts';
import { Icon } from '../parts/icon.ts';
import { Notice } from '../parts/states.ts';
import { Countdown } from './countdown.ts';
import { DecideForm } from './decide-form.ts';
import { ReviewForm, RevokeForm } from './undo-forms.ts';
import type { Approval, ShownVote } from './types.ts';

/** What can be done now, and what was done. `decided` gets what a decision made of it. */
export function DecisionPanel(properties: {
  approval: Approval;
  path: string;
  decided: (next: Approval) => void;
}): Markup {
  const { approval } = properties;
  const { may, state } = approval;
  return html`<section class="card" aria-labelledby="decision">
    <div class="card-head"><h2 id="decision">Decision</h2>${StateBadge(state)}</div>
    <div class="card-body stack">
      ${state === 'pending' && h(Countdown, { from: approval.asked_at, until: approval.decide_by, what: 'left to decide' })}
      ${state === 'granted' && approval.use_by !== undefined && h(Countdown, { from: approval.decided_at ?? approval.asked_at, until: approval.use_by, what: 'left to use it' })}
      ${Votes(approval)} ${Outcome(approval)}
      ${may?.decide === true && h(DecideForm, properties)}
      ${state === 'pending' && may?.decide === false && html`<p class="muted small">You have decided, or it is not yours to decide. It waits for ${approval.demand.groups.join(' or ')}.</p>`}
      ${may?.revoke === true && h(RevokeForm, properties)} ${may?.review === true && h(ReviewForm, properties)}
    </div>
  </section>`;
}

function Votes({ approvals, quorum }: Approval): Content {
  if (quorum === 1 && approvals.length === 0) return null;
  return html`<div>
    ${quorum > 1 && html`<div class="quorum" role="img" aria-label=${`${approvals.length} of ${quorum} people agree`}>${Array.from({ length: quorum }, (_, index) => html`<i key=${index} class=${index < approvals.length ? 'full' : ''}></i>`)}<span class="small" aria-hidden="true">${approvals.length} of ${quorum} people agree</span></div>`}
    <ul class="votes">${approvals.map((vote, index) => html`<li key=${index}>${Vote(vote)}</li>`)}</ul>
  </div>`;
}

function Vote({ by, at, reason, passkey, on_behalf_of: behalf }: ShownVote): Markup {
  return html`<span class="row"><strong title=${by.issuer}>${by.subject}</strong>${behalf && html`<span class="muted">for ${behalf.subject}</span>`}
      <time class="muted small" datetime=${at} title=${formatFull(at)}>${formatTime(at)}</time>
      ${passkey === true && html`<span class="badge ok">${Icon('key')}signed</span>`}</span>
    ${reason !== undefined && html`<p class="quote small">${reason}</p>`}`;
}

function Outcome({
  state,
  by,
  reason,
  cause,
  review,
  break_glass: glass,
  approvals,
}: Approval): Content {
  const who = by?.subject ?? 'Somebody';
  const why =
    reason !== undefined && approvals.every((vote) => vote.reason !== reason)
      ? html`<p class="quote small">${reason}</p>`
      : null;
  switch (state) {
    case 'denied':
      return Notice('bad', html`${who} denied it. ${why}`);
    case 'revoked':
      return Notice('bad', html`${who} took the grant back before it was used. ${why}`);
    case 'expired':
      return Notice('', 'Its time ran out. If the agent asks again, it appears anew.');
    case 'withdrawn':
      return Notice('', 'The agent left, or took it back itself.');
    case 'voided':
      return Notice(
        'warn',
        cause === 'world'
          ? 'What it is about has changed since it was asked.'
          : 'A new policy decides otherwise, so that it does not hold any more.',
      );
    case 'consumed':
      return html`${glass === true ? Notice('warn', 'It passed at once, by break-glass.') : Notice('ok', 'The request has passed, once. This cannot be undone.')}
        ${review?.state === 'done' && Notice('ok', html`${review.by.subject} reviewed it. <p class="quote small">${review.reason}</p>`)}`;
    default:
      return null;
  }
}
