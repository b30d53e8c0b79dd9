/** The report as one HTML page, without script. */
import { createHash } from 'node:crypto';
import { lines, markup, Markup } from './markup.ts';
import type { Access, BodyShown, Event, Refusal, Report } from './model.ts';
import { STYLE } from './style.ts';
import {
  ANSWERS,
  CLOSED,
  SECTIONS,
  STEPS,
  describeMore,
  describePeriod,
  describePerson,
  describeProbe,
  describeRest,
} from './words.ts';

/** The page. The same report gives the same bytes. */
export function renderHtml(report: Report): string {
  const sections: [string, Markup][] = [
    ['access', renderAccesses(report)],
    ['purposes', renderPurposes(report)],
    ['refusals', renderRefusals(report)],
    ['approvals', renderApprovals(report)],
    ['probes', renderProbes(report)],
    ['erasures', renderErasures(report)],
    ['incidents', renderEvents(report.incidents, 'Nothing out of the ordinary was recorded.')],
    ['operations', renderEvents(report.operations, 'Nothing was recorded in this period.')],
    ['verify', renderSteps(report)],
  ];
  const page = markup`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${POLICY}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <title>Evidence report of ${report.origin}</title>
        ${STYLE_TAG}
      </head>
      <body>
        <a class="skip" href="#main">To the content</a>
        ${renderTop(report)}
        <main id="main" class="wrap">
          ${renderSummary(report)}
          ${sections.map(([id, content], at) => renderSection(id, at + 1, content))}
          <footer>
            Regent evidence report. Times are in UTC. What is in ⟨angle brackets with U+⟩ are characters that cannot be
            seen, spelt out.
          </footer>
        </main>
      </body>
    </html>`;
  return `${page.html}\n`;
}

/** Nothing is loaded, run or sent, whatever a recorded text holds. */
const STYLE_TAG = new Markup(`<style>${STYLE}</style>`);
const POLICY = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'; base-uri 'none'; form-action 'none'`;

function renderTop(report: Report): Markup {
  const { subject, session } = report;
  const about = subject
    ? markup` about the data subject <bdi>${subject.value}</bdi> (${subject.type})`
    : session === undefined
      ? markup``
      : markup` about the session ${session}`;
  return markup`<header class="top">
    <div class="wrap">
      <div class="mark">Regent</div>
      <h1>Evidence report</h1>
      <p class="lead">Access by AI agents through the gateway ${report.origin}${about}, ${describePeriod(report)}.</p>
    </div>
  </header>`;
}

function renderSummary(report: Report): Markup {
  const { counts, incidents } = report;
  const tiles: [number, string, boolean?][] = [
    [counts.accesses, 'requests forwarded'],
    [counts.refusals, 'requests refused'],
    [counts.agents, 'agents'],
    [counts.masked, 'values masked'],
    [counts.approvals, 'approval steps'],
    [counts.erased, 'requests erased'],
    [counts.failed, 'answers that failed', counts.failed > 0],
    [incidents.length, 'incidents', incidents.length > 0],
  ];
  return markup`<ul class="tiles">
      ${tiles.map(([value, name, warn = false]) => markup`<li class="${warn ? 'warn' : ''}"><b>${value}</b><span>${name}</span></li>`)}
    </ul>
    <table>
      <caption>What this report answers, by articles of the GDPR</caption>
      <thead><tr><th scope="col">Article</th><th scope="col">Question</th><th scope="col">Section</th></tr></thead>
      <tbody>
        ${ANSWERS.map(([article, question, section]) => markup`<tr><td>${article}</td><td>${question}</td><td><a href="#${section}">${SECTIONS[section]![0]}</a></td></tr>`)}
      </tbody>
    </table>
    <dl class="facts">
      <dt>Ledger</dt><dd>${report.origin}</dd>
      <dt>Entries</dt><dd>${report.entries} of ${report.size} that the checkpoint covers</dd>
      <dt>Checkpoint</dt><dd>${report.time}, root <code>${report.root}</code></dd>
      ${report.vkeys.map((vkey) => markup`<dt>Signed by</dt><dd><code>${vkey}</code></dd>`)}
      <dt>Data delivered</dt><dd>${counts.bytes} bytes</dd>
      ${counts.locked === 0 ? undefined : markup`<dt>Not readable</dt><dd>${counts.locked} requests, for lack of their keys</dd>`}
    </dl>`;
}

function renderSection(id: string, at: number, content: Markup): Markup {
  const [title, about] = SECTIONS[id]!;
  return markup`<section aria-labelledby="${id}">
    <h2 id="${id}"><span class="no">${at}</span>${title}</h2>
    <p class="why">${about}</p>
    ${content}
  </section>`;
}

function renderAccesses({ accesses, counts }: Report): Markup {
  if (counts.accesses === 0) return none('No request was forwarded.');
  return markup`${accesses.map(renderAccess)}${more(counts.accesses, accesses.length)}`;
}

function renderAccess(access: Access): Markup {
  const { masks, approvals, probes, subjects, request, response, closed, error, status } = access;
  const isLong = [request, response].some((body) => (body?.text?.length ?? 0) > 600);
  return markup`<article class="${isLong ? 'long' : ''}" aria-labelledby="e${String(access.seq)}">
    <header>
      <h3 id="e${String(access.seq)}"><span class="mono">${access.method} <bdi>${access.target ?? (closed === 'erased' ? '(erased)' : '(no key)')}</bdi></span></h3>
      <div class="when">
        <span>${access.time}</span><span>entry ${access.seq}</span>
        <span class="tag ${access.action === 'approve' ? 'warn' : ''}">${access.action}</span>
        ${status === undefined ? markup`<span class="tag warn">no outcome yet</span>` : markup`<span class="tag ${error === undefined && status < 400 ? 'ok' : 'bad'}">${error ?? `answered ${String(status)}`}</span>`}
        ${closed === undefined ? undefined : markup`<span class="tag bad">${closed === 'erased' ? 'erased' : 'no key'}</span>`}
      </div>
    </header>
    <dl>
      ${fact('Who', markup`<bdi>${describePerson(access.who)}</bdi>`)}
      ${fact('Service', access.connection)}
      ${fact('Purpose', access.purpose ?? 'none named')}
      ${fact('Legal basis', access.legalBasis ?? 'none named')}
      ${fact('Decided by', markup`${access.reasons.join(', ')}<br /><span class="note">policy ${access.revision}, <code>${access.bundle}</code></span>`)}
      ${approvals.length === 0 ? undefined : fact('Approval', markup`<ul>${approvals.map(({ time, step, by, reason }) => markup`<li>${step} ${time}${by === undefined ? undefined : markup` by <bdi>${by}</bdi>`}${reason === undefined ? undefined : markup`: <bdi>${reason}</bdi>`}</li>`)}</ul>`)}
      ${probes.length === 0 ? undefined : fact('Looked at', markup`<ul>${probes.map((probe) => markup`<li><bdi>${describeProbe(probe)}</bdi>, for ${probe.for}, ${probe.time}</li>`)}</ul>`)}
      ${masks.length === 0 ? undefined : fact('Masked', markup`<ul>${masks.map(({ what, method, count }) => markup`<li><code>${what}</code>: ${method}, ${count} ${count === 1 ? 'value' : 'values'}</li>`)}</ul>`)}
      ${subjects.length === 0 ? undefined : fact('Data subjects', markup`<bdi>${subjects.map(({ type, value }) => `${type} ${value}`).join(', ')}</bdi>`)}
      ${request === undefined ? undefined : fact('Sent', renderBody(request))}
      ${response === undefined ? undefined : fact('Delivered', renderBody(response))}
      ${closed === undefined ? undefined : fact('Content', CLOSED[closed])}
      ${fact('Decision id', markup`<code>${access.id}</code>`)}
    </dl>
  </article>`;
}

function renderBody(body: BodyShown): Markup {
  const rest = describeRest(body);
  const text =
    body.text === undefined || body.text === ''
      ? undefined
      : markup`<pre dir="ltr">${lines(body.text)}</pre>`;
  return markup`${text}${rest === '' ? undefined : markup`<span class="note">${rest}</span>`}`;
}

function renderPurposes({ purposes }: Report): Markup {
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

function renderRefusals({ refusals, counts }: Report): Markup {
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

function renderApprovals({ approvals, counts }: Report): Markup {
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

function renderProbes({ probes, counts }: Report): Markup {
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

function renderErasures({ erasures }: Report): Markup {
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

function renderEvents(events: readonly Event[], nothing: string): Markup {
  if (events.length === 0) return none(nothing);
  return table(
    'Entries of the gateway about itself',
    ['When', 'Entry', 'What'],
    events.map(({ seq, time, text }) => [time, markup`${seq}`, markup`<bdi>${text}</bdi>`]),
  );
}

function renderSteps({ vkeys }: Report): Markup {
  return markup`<ol class="steps">${STEPS.map((step) => markup`<li>${step}</li>`)}</ol>
    <h3>Keys that this archive names</h3>
    <pre>${lines(vkeys.join('\n'))}</pre>`;
}

/** Columns whose name begins with # hold numbers. */
function table(
  caption: string,
  columns: readonly string[],
  rows: readonly (string | number | Markup)[][],
): Markup {
  const kind = (at: number): string =>
    columns[at]!.startsWith('#') ? 'num' : columns[at] === 'When' ? 'time' : '';
  return markup`<table>
    <caption>${caption}</caption>
    <thead><tr>${columns.map((name, at) => markup`<th scope="col" class="${kind(at)}">${name.replace('#', '')}</th>`)}</tr></thead>
    <tbody>${rows.map((cells) => markup`<tr>${cells.map((cell, at) => markup`<td class="${kind(at)}">${cell}</td>`)}</tr>`)}</tbody>
  </table>`;
}

function fact(name: string, value: string | Markup): Markup {
  return markup`<dt>${name}</dt><dd>${value}</dd>`;
}

function more(count: number, shown: number): Markup | undefined {
  const text = describeMore(count, shown);
  return text === undefined ? undefined : markup`<p class="note">${text}</p>`;
}

function none(text: string): Markup {
  return markup`<p class="none">${text}</p>`;
}
