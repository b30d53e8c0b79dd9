import { useEffect } from 'preact/hooks';
import { h, html, type Content, type Markup } from '../lib/html.ts';
import { useKeys } from '../lib/keys.ts';
import { go } from '../lib/router.ts';
import { formatFull, formatTime } from '../lib/time.ts';
import { useApi } from '../lib/use-api.ts';
import { Method, Risk, StateBadge } from '../parts/badges.ts';
import { PageHead } from '../parts/page-head.ts';
import { Show } from '../parts/states.ts';
import { AskedBy } from './asked-by.ts';
import { BoundRequest } from './bound-request.ts';
import { DecisionPanel } from './decision-panel.ts';
import { EarlierDecisions } from './earlier-decisions.ts';
import { MaskPlan } from './mask-plan.ts';
import { isSameTarget } from './sort-approvals.ts';
import type { Approval as Shown } from './types.ts';
import type { Approvals } from './use-approvals.ts';
import { WhyAsked } from './why-asked.ts';

/** One approval: who asks, for what exactly, why, what would be seen of it; and the decision. */
export function Approval({ id, list, changes }: { id: string } & Approvals): Markup {
  const path = `/api/approvals/${encodeURIComponent(id)}`;
  const loaded = useApi<Shown>(path);
  // What changed may be this one: it is asked for again, and what is typed stays.
  useEffect(() => {
    if (changes > 0) loaded.reload();
  }, [changes]);
  useKeys({ u: () => go('/inbox') });
  const others = list.data?.approvals ?? [];
  const summary = loaded.data?.summary;
  return html`${h(PageHead, {
    title: summary ? `${summary.method} ${summary.target}` : 'Approval',
    heading:
      summary &&
      html`<span class="head-target">${Method(summary.method)}<code>${summary.target}</code></span>`,
    lead: loaded.data && lead(loaded.data),
    back: { href: '/inbox', text: 'Inbox' },
  })}
    ${Show(loaded, (approval) => {
      const earlier = others
        .filter((other) => other.asked_at < approval.asked_at && isSameTarget(other, approval))
        .toSorted((a, b) => b.asked_at.localeCompare(a.asked_at));
      return html`<div class="columns">
        <div class="stack">
          ${AskedBy(approval)}
          ${h(BoundRequest, { approval, previous: earlier[0] })}
          ${WhyAsked(approval)} ${MaskPlan(approval)} ${EarlierDecisions(earlier)}
        </div>
        <aside class="beside stack" aria-label="Decision">
          ${h(DecisionPanel, { approval, path, decided: loaded.reload })}
        </aside>
      </div>`;
    })}`;
}

function lead({ risk, state, asked_at: at, summary }: Shown): Content {
  return html`<span class="row"
    >${StateBadge(state)} ${Risk(risk)}<span>${summary.connection} · asked <time datetime=${at} title=${formatFull(at)}>${formatTime(at)}</time></span></span
  >`;
}
