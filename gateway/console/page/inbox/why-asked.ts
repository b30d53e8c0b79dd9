import { html, type Markup } from '../lib/html.ts';
import { Card } from '../parts/card.ts';
import { Facts } from '../parts/facts.ts';
import type { Approval } from './types.ts';

/** Which rule asks, and why. */
export function WhyAsked({ summary, demand, decision_id: id, precondition }: Approval): Markup {
  const { decision, bundle } = summary;
  return Card(
    'Why a person is asked',
    html`<div class="stack">
      ${decision.message !== undefined && html`<p>${decision.message}</p>`}
      ${Facts([
        [
          'Rule',
          html`<span class="row">${decision.reasons.map((reason) => html`<span key=${reason} class="badge">${reason}</span>`)}</span>`,
        ],
        ['Who may decide', demand.groups.join(', ')],
        [
          'People needed',
          demand.quorum === undefined || demand.quorum === 1 ? 'one' : String(demand.quorum),
        ],
        ['Purpose', decision.purpose],
        ['Legal basis', decision.legal_basis],
        [
          'Only while',
          precondition &&
            html`${describeWorld(precondition.demand)}: <code>${precondition.value}</code>`,
        ],
        ['Policy', html`<code title=${bundle.digest}>${bundle.revision}</code>`],
        ['Request', html`<a href=${`/activity/${encodeURIComponent(id)}`}><code>${id}</code></a>`],
      ])}
    </div>`,
  );
}

function describeWorld(demand: NonNullable<Approval['precondition']>['demand']): string {
  if (demand.etag === true) return 'the target’s ETag is';
  return demand.get_digest === true ? 'what GET gives has the digest' : 'the target’s version is';
}
