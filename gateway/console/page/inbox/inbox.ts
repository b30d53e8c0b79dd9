import { useRef, useState } from 'preact/hooks';
import { cx, h, html, type Markup } from '../lib/html.ts';
import { useKeys } from '../lib/keys.ts';
import { LiveSign } from '../parts/live.ts';
import { PageHead } from '../parts/page-head.ts';
import { stepRows } from '../parts/step-rows.ts';
import { Empty, Show } from '../parts/states.ts';
import { ApprovalRow } from './approval-row.ts';
import { sortApprovals, type Group } from './sort-approvals.ts';
import type { Approvals } from './use-approvals.ts';

/** What waits for the person, what they may undo, and what was decided lately. */
export function Inbox({ list, live }: Approvals): Markup {
  const rows = useRef<HTMLDivElement>(null);
  useKeys({ j: () => stepRows(rows.current, 1), k: () => stepRows(rows.current, -1) });
  return html`${h(PageHead, {
    title: 'Inbox',
    lead: 'What agents may do only once a person says yes.',
    tools: LiveSign(live),
  })}
    <div class="stack" ref=${rows}>
      ${Show(list, ({ approvals }) => {
        const groups = sortApprovals(approvals);
        return html`${groups.map((group) => h(GroupCard, { group, key: group.name }))}`;
      })}
    </div>`;
}

/** How many of a group that is only looked up are shown at first. */
const FEW = 8;

function GroupCard({ group }: { group: Group }): Markup | null {
  const [all, setAll] = useState(false);
  const { name, title, approvals, empty } = group;
  if (approvals.length === 0 && !empty) return null;
  const shown = all || name !== 'decided' ? approvals : approvals.slice(0, FEW);
  return html`<section class=${cx('card', `group-${name}`)} aria-labelledby=${`group-${name}`}>
    <div class="card-head">
      <h2 id=${`group-${name}`}>${title} <span class="muted number">${approvals.length}</span></h2>
      ${group.note && html`<span class="muted small">${group.note}</span>`}
    </div>
    ${approvals.length === 0 && empty && Empty('inbox', empty.title, empty.text)}
    <ul class="rows">
      ${shown.map((approval) => h(ApprovalRow, { approval, key: approval.id }))}
    </ul>
    ${
      shown.length < approvals.length &&
      html`<div class="card-body"><button type="button" class="button quiet" onClick=${() => setAll(true)}>Show all ${approvals.length}</button></div>`
    }
  </section>`;
}
