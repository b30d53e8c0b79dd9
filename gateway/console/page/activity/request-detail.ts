import { h, html, type Content, type Markup } from '../lib/html.ts';
import { formatCount } from '../lib/format-count.ts';
import { pathTo } from '../lib/router.ts';
import { Card } from '../parts/card.ts';
import { JsonCode } from '../parts/code.ts';
import { Facts } from '../parts/facts.ts';
import { PartyChain } from '../parts/party-chain.ts';
import { Notice } from '../parts/states.ts';
import { DecisionCard } from './decision-card.ts';
import { Delivered, Sent } from './exchanged.ts';
import { ProofCard } from './proof-card.ts';
import { Steps } from './steps.ts';
import type { ActivityDetail, MaskHit } from './types.ts';

/** All that the ledger has of a request. */
export function RequestDetail({
  detail,
  reload,
}: {
  detail: ActivityDetail;
  reload?: () => void;
}): Markup {
  const { row, input } = detail;
  return html`<div class="columns">
    <div class="stack">
      ${detail.erased && Notice('warn', 'Its keys are erased: what was sealed cannot be read any more, by anybody. What stands here in clear remains as evidence.')}
      ${detail.detail !== undefined && Notice('bad', detail.detail)}
      ${Card('Its way', Steps(detail.steps))} ${DecisionCard(detail)} ${Masks(detail)} ${Sent(detail)} ${Delivered(detail)}
      ${input && Card('What the policy was asked', html`<details><summary class="small">Show the input</summary>${JsonCode(JSON.stringify(input, undefined, 2), 'Policy input')}</details>`)}
    </div>
    <aside class="beside stack" aria-label="About this request">
      ${row.identity && Card('Who asked', html`${PartyChain(row.identity)}`)}
      ${Card(
        'Facts',
        Facts([
          ['Decision', html`<code>${row.id}</code>`],
          [
            'Session',
            html`<a href=${pathTo('sessions', row.session)}><code>${row.session.slice(0, 18)}…</code></a>`,
          ],
          ['Approval', approval(detail)],
          [
            'Policy',
            detail.bundle &&
              html`<code title=${detail.bundle.digest}>${detail.bundle.revision}</code>`,
          ],
          ['Purpose', row.purpose],
          ['Entry', html`<span class="number">${row.seq}</span>`],
        ]),
      )}
      ${h(ProofCard, { proof: detail.proof, ...(reload && { reload }) })}
    </aside>
  </div>`;
}

function approval({ approval: known }: ActivityDetail): Content {
  if (!known) return undefined;
  return html`<a href=${pathTo('inbox', known.id)}><code>${known.id.slice(0, 12)}…</code></a> ${known.break_glass ? 'break-glass' : known.state}`;
}

function Masks({ masks }: ActivityDetail): Content {
  if (masks.length === 0) return null;
  return html`<section class="card" aria-label="What was masked">
    <div class="card-head"><h2>What was masked</h2><span class="muted small number">${formatCount(
      masks.reduce((sum, { count }) => sum + count, 0),
      'value',
    )}</span></div>
    <div class="table-wrap" tabindex="0" role="region" aria-label="Masks">
      <table>
        <thead><tr><th scope="col">Mask</th><th scope="col">How</th><th scope="col" class="end">Values</th><th scope="col">Where, at first</th></tr></thead>
        <tbody>
          ${masks.map(
            (mask, index) => html`<tr key=${index}>
              <td><code>${nameOf(mask)}</code></td><td>${mask.with}</td><td class="end number">${mask.count}</td>
              <td class="muted small">${(mask.at ?? []).map((place, at) => html`<div key=${at}><code>${place}</code></div>`)}</td>
            </tr>`,
          )}
        </tbody>
      </table>
    </div>
  </section>`;
}

function nameOf({ path, inner, header, cookie, detect }: MaskHit): string {
  if (path !== undefined)
    return [path, inner, detect].filter((part) => part !== undefined).join(' › ');
  return cookie === undefined ? (header ?? detect ?? '–') : `cookie ${cookie}`;
}
