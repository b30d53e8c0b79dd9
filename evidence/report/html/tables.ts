/** The sections that are a table, or a list. */
import type { Event, Refusal, Report } from '../model.ts';
import { STEPS, describePerson, describeProbe } from '../words.ts';
import { lines, markup, type Markup } from './markup.ts';
import { more, none, table } from './parts.ts';

/** Who accessed what for which purpose. */
export function renderPurposes({ purposes }: Report): Markup {
  if (purposes.length === 0) return none('No request was forwarded.');
  return table(
    'Accesses by service, purpose and legal basis',
    ['Service', 'Purpose', 'Legal basis', '#Agents', '#Requests', '#Values masked'],
    purposes.map(({ connection, purpose, legalBasis, agents, requests, masked }) => [
      connection,
      purpose ?? 'none named',
      legalBasis ?? 'none named',
      agents,
      requests,
      masked,
    ]),
  );
}

/** Requests that were refused; those of callers that nobody knows in sum. */
export function renderRefusals({ refusals, counts }: Report): Markup {
  const unknown =
    counts.refusedUnknown === 0
      ? undefined
      : markup`<p>${counts.refusedUnknown} more, of callers that nobody knows, were counted and not recorded one by one.</p>`;
  if (counts.refusals === 0) return markup`${unknown ?? none('No request was refused.')}`;
  const rows = refusals.map((refusal) => [
    markup`<span class="time">${refusal.time}</span><br /><span class="note">entry ${refusal.seq}</span>`,
    markup`<bdi>${refusal.who ? describePerson(refusal.who) : `unknown, from ${refusal.client}`}</bdi>`,
    markup`<span class="mono">${refusal.method ?? ''} <bdi>${refusal.target ?? ''}</bdi></span>${refusal.closed ? markup` <span class="tag bad">${refusal.closed}</span>` : undefined}`,
    renderWhy(refusal),
  ]);
  return markup`${table('Refused requests', ['When', 'Who', 'What', 'Why'], rows)}${more(counts.refusals, refusals.length)}${unknown}`;
}

function renderWhy({ code, status, reasons, detail }: Refusal): Markup {
  return markup`${code} (${String(status)})${reasons.length === 0 ? undefined : markup`<br />${reasons.join(', ')}`}${detail === undefined ? undefined : markup`<br /><span class="note">${detail}</span>`}`;
}

/** Each step of each approval. */
export function renderApprovals({ approvals, counts }: Report): Markup {
  if (counts.approvals === 0) return none('No request needed an approval.');
  const rows = approvals.map(({ seq, time, approval, step, by, reason }) => [
    markup`<span class="time">${time}</span><br /><span class="note">entry ${seq}</span>`,
    markup`<code>${approval}</code>`,
    step,
    markup`<bdi>${by ?? ''}</bdi>`,
    markup`<bdi>${reason ?? ''}</bdi>`,
  ]);
  return markup`${table('Steps of approvals', ['When', 'Approval', 'Step', 'By', 'Reason'], rows)}${more(counts.approvals, approvals.length)}`;
}

/** The gateway's own looks at the world. */
export function renderProbes({ probes, counts }: Report): Markup {
  if (counts.probes === 0) return none('The gateway looked at nothing itself.');
  const rows = probes.map((probe) => [
    markup`<span class="time">${probe.time}</span><br /><span class="note">entry ${probe.seq}</span>`,
    probe.connection,
    markup`<span class="mono"><bdi>${describeProbe(probe)}</bdi></span>`,
    markup`${probe.for}${probe.approval === undefined ? undefined : markup` <code>${probe.approval}</code>`}`,
    markup`<code>${probe.id}</code>`,
  ]);
  return markup`${table('Looks of the gateway', ['When', 'Service', 'What', 'For', 'Decision id'], rows)}${more(counts.probes, probes.length)}`;
}

/** Erasures, and where their certificates are. */
export function renderErasures({ erasures }: Report): Markup {
  if (erasures.length === 0) return none('Nothing was erased in this period.');
  return table(
    'Erasures',
    ['When', 'Reference', 'By', '#Exchanges', 'Keys destroyed', 'Certificate'],
    erasures.map(({ id, time, reference, by, exchanges, done }) => [
      time,
      markup`<bdi>${reference}</bdi>`,
      markup`<bdi>${by}</bdi>`,
      exchanges,
      done ?? markup`<span class="tag warn">under way</span>`,
      markup`<code>certificates/${id}.json</code>`,
    ]),
  );
}

/** What the gateway recorded of itself; `nothing` where that is nothing. */
export function renderEvents(events: readonly Event[], nothing: string): Markup {
  if (events.length === 0) return none(nothing);
  return table(
    'Entries of the gateway about itself',
    ['When', 'Entry', 'What'],
    events.map(({ seq, time, text }) => [time, markup`${seq}`, markup`<bdi>${text}</bdi>`]),
  );
}

/** How to verify all of it without Regent. */
export function renderSteps({ vkeys }: Report): Markup {
  return markup`<ol class="steps">${STEPS.map((step) => markup`<li>${step}</li>`)}</ol>
    <h3>Keys that this archive names</h3>
    <pre>${lines(vkeys.join('\n'))}</pre>`;
}
