import type { Policies, PolicyChange } from '../../../admin/contract.ts';
import { html, type Content, type Markup } from '../lib/html.ts';
import { formatFull, formatTime } from '../lib/time.ts';

const TONES: Partial<Record<PolicyChange['action'], string>> = {
  refused: 'bad',
  rollback: 'warn',
  promote: 'accent',
  activated: 'ok',
};

/** Every change of what decides, newest first. */
export function History({ history }: Policies): Content {
  if (history.length === 0) return null;
  return html`<section class="card" aria-label="History">
    <div class="card-head"><h2>History</h2></div>
    <div class="table-wrap" tabindex="0" role="region" aria-label="Changes">
      <table>
        <thead><tr><th scope="col">When</th><th scope="col">What</th><th scope="col">Revision</th><th scope="col">Who</th><th scope="col">Why</th></tr></thead>
        <tbody>${history.map((change, index) => Row(change, index))}</tbody>
      </table>
    </div>
  </section>`;
}

function Row(
  { at, action, revision, digest, by, reason, allowed_by: rules, origin }: PolicyChange,
  index: number,
): Markup {
  return html`<tr key=${index}>
    <td class="muted"><time datetime=${at} title=${formatFull(at)}>${formatTime(at)}</time></td>
    <td><span class=${`badge ${TONES[action] ?? ''}`}>${action}</span>${origin && html` <span class="muted small">from ${origin.channel}</span>`}</td>
    <td><strong title=${digest}>${revision ?? '–'}</strong></td>
    <td>${by ?? '–'}</td>
    <td class="muted">${reason}${rules && rules.length > 0 && html`<div class="small">allowed by ${rules.join(', ')}</div>`}</td>
  </tr>`;
}
