import type { Policies, PolicyDifference } from '../../../admin/contract.ts';
import { html, type Content, type Markup } from '../lib/html.ts';
import { pathTo } from '../lib/router.ts';
import { formatFull, formatTime } from '../lib/time.ts';
import { Card } from '../parts/card.ts';

/** What the candidate decides otherwise. */
export function Differences({ differences, shadow }: Policies): Content {
  if (!shadow) return null;
  if (Object.values(shadow.results).every((count) => count === 0))
    return Card(
      'What it would decide otherwise',
      html`<p class="muted">It has not been asked yet: the next requests are put to it too.</p>`,
    );
  if (differences.length === 0)
    return Card(
      'What it would decide otherwise',
      html`<p class="muted">Nothing so far: it has decided every request as the active policy did.</p>`,
    );
  return Card(
    'What it would decide otherwise',
    html`<ul class="stack">${differences.map((difference) => html`<li key=${difference.kind}>${Difference(difference)}</li>`)}</ul>`,
  );
}

function Difference({ kind, count, example }: PolicyDifference): Markup {
  return html`<div class="row"><strong>${kind}</strong><span class="badge number">${count}</span></div>
    ${
      example &&
      html`<p class="small">
      <span class="badge">${example.active.action}</span> <span class="muted">${example.active.reasons.join(', ')}</span> would be <span class="badge accent">${example.shadow.action}</span> <span class="muted">${example.shadow.fault ?? example.shadow.reasons.join(', ')}</span> · <a href=${pathTo('activity', example.id)}>an example</a>
    </p>`
    }`;
}

/** Bundles that came and were not let in. */
export function Refused({ refused }: Policies): Content {
  if (refused.length === 0) return null;
  return Card(
    'Refused bundles',
    html`<ul class="stack">
      ${refused.map(
        ({ at, revision, code, detail }, index) => html`<li key=${index}>
          <div class="row"><span class="badge bad">${code}</span>${revision !== undefined && html`<strong>${revision}</strong>`}<time class="muted small" datetime=${at} title=${formatFull(at)}>${formatTime(at)}</time></div>
          <p class="small muted">${detail}</p>
        </li>`,
      )}
    </ul>`,
  );
}
