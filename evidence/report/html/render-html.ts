/** The report as one HTML page, without script. */
import { createHash } from 'node:crypto';
import { describePeriod, SECTIONS } from '../words.ts';
import type { Report } from '../model.ts';
import { renderAccesses } from './access.ts';
import { markup, Markup } from './markup.ts';
import { STYLE } from './style.ts';
import { renderSummary } from './summary.ts';
import {
  renderApprovals,
  renderErasures,
  renderEvents,
  renderProbes,
  renderPurposes,
  renderRefusals,
  renderSteps,
} from './tables.ts';

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

function renderSection(id: string, at: number, content: Markup): Markup {
  const [title, about] = SECTIONS[id]!;
  return markup`<section aria-labelledby="${id}">
    <h2 id="${id}"><span class="no">${at}</span>${title}</h2>
    <p class="why">${about}</p>
    ${content}
  </section>`;
}
