import type { Policies, PolicyRevision } from '../../../admin/contract.ts';
import { html, type Content, type Markup } from '../lib/html.ts';
import { formatFull, formatTime } from '../lib/time.ts';
import { Card } from '../parts/card.ts';
import { Facts } from '../parts/facts.ts';
import { Notice } from '../parts/states.ts';

/** One revision, and what is known of how it came. */
export function RevisionCard(
  title: string,
  revision: PolicyRevision | undefined,
  none: string,
  tools?: Content,
): Markup {
  return Card(title, revision ? Revision(revision) : html`<p class="muted">${none}</p>`, tools);
}

function Revision(revision: PolicyRevision): Markup {
  const { activated_at: at, expires, source, test_report: report } = revision;
  return html`<div class="stack">
    <strong class="revision">${revision.revision}</strong>
    ${Facts([
      [
        'Since',
        at !== undefined &&
          html`<time datetime=${at} title=${formatFull(at)}>${formatTime(at)}</time>`,
      ],
      ['Promoted by', revision.promoted_by],
      ['Signed by', revision.signed_by],
      ['Sequence', revision.sequence === undefined ? undefined : String(revision.sequence)],
      ['Source', source && html`${source.repository} <code>${source.commit.slice(0, 12)}</code>`],
      [
        'Test report',
        report !== undefined && html`<code title=${report}>${report.slice(0, 16)}…</code>`,
      ],
      ['Expires', expires !== undefined && formatTime(expires)],
      ['Digest', html`<code title=${revision.digest}>${revision.digest.slice(0, 22)}…</code>`],
    ])}
  </div>`;
}

/** What is asked beside the active policy, and what came of it. */
export function Candidate(
  { shadow, can_promote: can, promote_fault: fault, candidate }: Policies,
  promote: () => void,
): Markup {
  if (!shadow)
    return RevisionCard(
      'Candidate',
      undefined,
      'None is tried beside the active one. The configuration’s policy.shadow names a channel.',
    );
  const results = Object.entries(shadow.results).filter(([, count]) => count > 0);
  const body = html`<div class="stack">
    ${Revision(shadow)}
    ${results.length > 0 && html`<ul class="row small">${results.map(([name, count]) => html`<li key=${name} class="badge"><span class="number">${count}</span> ${name}</li>`)}</ul>`}
    ${shadow.refusal && Notice('bad', `${shadow.refusal.code}: ${shadow.refusal.detail}`)} ${shadow.crash !== undefined && Notice('bad', shadow.crash)} ${shadow.fault !== undefined && Notice('warn', shadow.fault)}
    ${!can && fault !== undefined && html`<p class="muted small">${fault}</p>`}
  </div>`;
  const tool =
    can && html`<button type="button" class="button primary" onClick=${promote}>Promote</button>`;
  return Card(candidate ? `Candidate, of ${candidate.name}` : 'Candidate', body, tool);
}
