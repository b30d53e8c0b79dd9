import { useEffect, useRef } from 'preact/hooks';
import type { ActivityRow } from '../../../admin/contract.ts';
import { describeTarget } from '../activity/activity-rows.ts';
import { html, type Markup } from '../lib/html.ts';
import { Method, OutcomeBadge } from '../parts/badges.ts';

/** The requests in order; the one that is shown stays in sight. */
export function ReplayList({
  requests,
  at,
  show,
}: {
  requests: ActivityRow[];
  at: number;
  show: (index: number) => void;
}): Markup {
  const list = useRef<HTMLOListElement>(null);
  useEffect(() => {
    list.current?.children[at]?.scrollIntoView({ block: 'nearest' });
  }, [at]);
  return html`<ol class="replay-list" ref=${list}>
    ${requests.map(
      (row, index) => html`<li key=${row.id}>
        <button type="button" aria-current=${index === at ? 'step' : undefined} onClick=${() => show(index)}>
          <span class="row">${Method(row.method)}<code class="cut">${describeTarget(row)}</code></span>
          <span class="row small">${OutcomeBadge(row)}<span class="muted number">${row.status ?? ''}</span></span>
        </button>
      </li>`,
    )}
  </ol>`;
}
