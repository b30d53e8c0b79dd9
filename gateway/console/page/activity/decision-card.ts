import { h, html, type Content } from '../lib/html.ts';
import { describeMasks } from '../lib/words.ts';
import { OutcomeBadge } from '../parts/badges.ts';
import { Card } from '../parts/card.ts';
import { Facts } from '../parts/facts.ts';
import { RulesThatFired } from './rules-that-fired.ts';
import type { ActivityDetail } from './types.ts';

/** What was decided, and which rules fired. */
export function DecisionCard({ row, decision }: ActivityDetail): Content {
  if (!decision && row.action === undefined) return null;
  const plan = decision ? describeMasks(decision) : [];
  return Card(
    'Decision',
    html`<div class="stack">
      ${decision?.message !== undefined && html`<p>${decision.message}</p>`}
      <div class="row">${row.reasons.map((reason) => html`<span key=${reason} class="badge">${reason}</span>`)}</div>
      ${h(RulesThatFired, { id: row.id, key: row.id })}
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
