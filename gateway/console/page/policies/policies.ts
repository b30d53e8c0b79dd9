import { useState } from 'preact/hooks';
import type { Policies as Shown } from '../../../admin/contract.ts';
import { h, html, type Content, type Markup } from '../lib/html.ts';
import { useFresh } from '../lib/use-fresh.ts';
import { PageHead } from '../parts/page-head.ts';
import { Notice, Show } from '../parts/states.ts';
import { ChangeDialog, type Change } from './change-dialog.ts';
import { History } from './history.ts';
import { Differences, Refused } from './lists.ts';
import { Candidate, RevisionCard } from './revision-card.ts';

/** Which policy decides, which did before, which might next; and who made it so. */
export function Policies(): Markup {
  const loaded = useFresh<Shown>('/api/policies');
  const [change, setChange] = useState<Change>();
  const [done, setDone] = useState('');
  return html`${h(PageHead, { title: 'Policies', lead: 'What decides now, what decided before, and what is tried beside it.' })}
    ${done !== '' && Notice('ok', done)}
    ${Show(
      loaded,
      (policies) => html`<div class="stack">
        <div class="revisions">
          ${RevisionCard('Active', policies.active, 'No policy decides: every request is refused.', channel(policies))}
          ${RevisionCard('Previous', policies.previous, 'There was none before.', backTool(policies, setChange))}
          ${Candidate(policies, () => setChange({ verb: 'promote', revision: policies.candidate?.current?.revision ?? policies.shadow?.revision ?? '' }))}
        </div>
        ${policies.channel?.fault !== undefined && Notice('warn', policies.channel.fault)} ${Differences(policies)} ${Refused(policies)} ${History(policies)}
      </div>`,
    )}
    ${
      change &&
      h(ChangeDialog, {
        change,
        policies: loaded.data!,
        close: () => setChange(undefined),
        changed: (text: string) => {
          setChange(undefined);
          setDone(text);
          loaded.reload();
        },
      })
    }`;
}

function channel({ channel: followed }: Shown): Content {
  return followed
    ? html`<span class="muted small">follows <code>${followed.name}</code></span>`
    : html`<span class="muted small">from a file</span>`;
}

function backTool({ previous, channel: followed }: Shown, change: (next: Change) => void): Content {
  if (!previous || !followed) return null;
  return html`<button type="button" class="button quiet" onClick=${() => change({ verb: 'rollback', revision: previous.revision })}>Roll back to it</button>`;
}
