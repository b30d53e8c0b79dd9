import { html, type Markup } from '../lib/html.ts';
import { describeMasks } from '../lib/words.ts';
import { Card } from '../parts/card.ts';
import type { Approval } from './types.ts';

/** What the agent would see of the answer. */
export function MaskPlan({ summary }: Approval): Markup {
  const plan = describeMasks(summary.decision);
  if (plan.length === 0) {
    return Card(
      'What the answer would show',
      html`<p>The agent would see <strong>the whole answer</strong>: nothing of it is masked.</p>`,
    );
  }
  return Card(
    'What the answer would show',
    html`<p class="muted">Everything but this:</p>
      <ul class="plan">
        ${plan.map(({ what, where, becomes }, index) => html`<li key=${index}><code>${what}</code> <span class="muted">${where}</span> ${becomes}</li>`)}
      </ul>`,
  );
}
