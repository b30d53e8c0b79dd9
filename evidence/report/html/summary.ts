/** What a reader sees first: numbers, which section answers which article, and what was signed. */
import type { Report } from '../model.ts';
import { ANSWERS, SECTIONS } from '../words.ts';
import { markup, type Markup } from './markup.ts';

/** Numbers, articles and facts. */
export function renderSummary(report: Report): Markup {
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
