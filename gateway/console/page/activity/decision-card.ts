import { html, type Content, type Markup } from '../lib/html.ts';
import { describeMasks } from '../lib/words.ts';
import { OutcomeBadge } from '../parts/badges.ts';
import { Card } from '../parts/card.ts';
import { Facts } from '../parts/facts.ts';
import type { ActivityDetail, FiredRule } from './types.ts';

/** What was decided, and which rules spoke. */
export function DecisionCard({ row, decision, fired = [] }: ActivityDetail): Content {
  if (!decision && row.action === undefined) return null;
  const plan = decision ? describeMasks(decision) : [];
  return Card(
    'Decision',
    html`<div class="stack">
      ${decision?.message !== undefined && html`<p>${decision.message}</p>`}
      ${fired.length > 0 ? html`<ul class="stack fired">${fired.map((rule, index) => html`<li key=${index}>${Rule(rule)}</li>`)}</ul>` : html`<div class="row">${row.reasons.map((reason) => html`<span key=${reason} class="badge">${reason}</span>`)}</div>`}
      ${Facts([
        ['Purpose', decision?.purpose],
        ['Legal basis', decision?.legal_basis],
        [
          'Hides',
          plan.length === 0
            ? undefined
            : html`<ul class="plan">${plan.map(({ what, where, becomes }, index) => html`<li key=${index}><code>${what}</code> <span class="muted">${where}</span> ${becomes}</li>`)}</ul>`,
        ],
      ])}
    </div>`,
    OutcomeBadge(row),
  );
}

function Rule({ rule, reason, title, description, file, line }: FiredRule): Markup {
  return html`<div class="row"><strong>${title ?? rule}</strong><span class="badge">${reason}</span></div>
    ${description !== undefined && html`<p class="small muted">${description}</p>`}
    <code class="muted">${file ?? rule}${line !== undefined && `:${line}`}</code>`;
}
