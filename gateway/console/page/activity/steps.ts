import { html, type Content, type Markup } from '../lib/html.ts';
import { formatFull, formatMs } from '../lib/time.ts';
import type { ActivityStep } from './types.ts';

/** The steps of a request's way, each with how long it took: the bar stands where it lies in the whole. */
export function Steps(steps: ActivityStep[]): Markup {
  const begin = Date.parse(steps[0]?.at ?? '');
  const whole = Math.max(1, Date.parse(steps.at(-1)?.at ?? '') - begin);
  return html`<ol class="steps">
    ${steps.map((step, index) => {
      const end = Date.parse(step.at) - begin;
      const took = Math.min(end, step.ms ?? 0);
      const bar = {
        left: `${((end - took) / whole) * 100}%`,
        width: `${Math.max(0.6, (took / whole) * 100)}%`,
      };
      return html`<li key=${index}>
        <span class="step-name">${step.step}</span>
        <span class="step-bar" aria-hidden="true"><i style=${bar}></i></span>
        <span class="number small muted" title=${formatFull(step.at)}>${step.ms === undefined ? '' : `+${formatMs(step.ms)}`}</span>
        ${note(step)}
      </li>`;
    })}
  </ol>`;
}

function note({ by, detail }: ActivityStep): Content {
  if (!by && detail === undefined) return null;
  return html`<span class="step-note small muted">${by && html`by <strong title=${by.issuer}>${by.subject}</strong> `}${detail}</span>`;
}
