/** The report as PDF, tagged for screen readers; the same report gives the same bytes. */
import type { Access, BodyShown, Event, Refusal, Report } from './model.ts';
import { Sheet } from './pdf/sheet.ts';
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
  number,
} from './words.ts';

type Write = (sheet: Sheet, report: Report) => void;

/** The file's bytes. */
export async function renderPdf(report: Report): Promise<Buffer> {
  const title = `Evidence report of ${report.origin}`;
  const sheet = new Sheet(title, new Date(report.time));
  writeCover(sheet, report);
  writeSummary(sheet, report);
  const sections: readonly [string, Write][] = [
    ['access', writeAccesses],
    ['purposes', writePurposes],
    ['refusals', writeRefusals],
    ['approvals', writeApprovals],
    ['probes', writeProbes],
    ['erasures', writeErasures],
    [
      'incidents',
      writeEvents(({ incidents }) => incidents, 'Nothing out of the ordinary was recorded.'),
    ],
    [
      'operations',
      writeEvents(({ operations }) => operations, 'Nothing was recorded in this period.'),
    ],
    ['verify', writeSteps],
  ];
  for (const [at, [id, write]] of sections.entries()) {
    const [name, about] = SECTIONS[id]!;
    sheet.section(at + 1, name, about);
    write(sheet, report);
  }
  return await sheet.finish(`${title}, checkpoint ${report.time}. Times are in UTC.`);
}

function writeCover(sheet: Sheet, report: Report): void {
  const { subject, session } = report;
  let about = '';
  if (subject) about = ` about the data subject ${subject.value} (${subject.type})`;
  else if (session !== undefined) about = ` about the session ${session}`;
  const period = describePeriod(report);
  const lead = `Access by AI agents through the gateway ${report.origin}${about}, ${period}.`;
  sheet.cover('Regent', 'Evidence report', lead);
}

function writeSummary(sheet: Sheet, report: Report): void {
  const { counts, incidents } = report;
  const tiles: [string, number][] = [
    ['Forwarded', counts.accesses],
    ['Refused', counts.refusals],
    ['Agents', counts.agents],
    ['Values masked', counts.masked],
    ['Erased', counts.erased],
    ['Failed', counts.failed],
    ['Incidents', incidents.length],
  ];
  sheet.table(
    tiles.map(([title]) => ({ title, share: 1 / tiles.length })),
    [tiles.map(([, value]) => number(value))],
  );
  sheet.table(
    [
      { title: 'Article of the GDPR', share: 0.22 },
      { title: 'Question', share: 0.5 },
      { title: 'Section', share: 0.28 },
    ],
    ANSWERS.map(([article, question, section]) => [article, question, SECTIONS[section]![0]]),
  );
  sheet.fact(
    'Entries',
    `${number(report.entries)} of ${number(report.size)} that the checkpoint covers`,
  );
  sheet.fact('Checkpoint', report.time);
  sheet.fact('Root', report.root, { font: 'mono', size: 8 });
  for (const vkey of report.vkeys) sheet.fact('Signed by', vkey, { font: 'mono', size: 8 });
  sheet.fact('Data delivered', `${number(counts.bytes)} bytes`);
  if (counts.locked > 0) {
    sheet.fact('Not readable', `${number(counts.locked)} requests, for lack of their keys`);
  }
}

const writeAccesses: Write = (sheet, { accesses, counts }) => {
  if (counts.accesses === 0) sheet.paragraph('No request was forwarded.', { colour: 'soft' });
  for (const access of accesses) writeAccess(sheet, access);
  writeMore(sheet, counts.accesses, accesses.length);
};

function writeAccess(sheet: Sheet, access: Access): void {
  const { closed, status, error } = access;
  const target = access.target ?? (closed === 'erased' ? '(erased)' : '(no key)');
  const result = status === undefined ? 'no outcome yet' : (error ?? `answered ${String(status)}`);
  const small = `${access.time}   entry ${number(access.seq)}   ${access.action}   ${result}`;
  sheet.heading(`${access.method} ${target}`, small, { font: 'mono', size: 9 });
  sheet.fact('Who', describePerson(access.who));
  sheet.fact('Service', access.connection);
  sheet.fact('Purpose', access.purpose ?? 'none named');
  sheet.fact('Legal basis', access.legalBasis ?? 'none named');
  sheet.fact('Decided by', `${access.reasons.join(', ')}; policy ${access.revision}`);
  sheet.fact('Policy bundle', access.bundle, { font: 'mono', size: 7.5 });
  for (const { time, step, by, reason } of access.approvals) {
    const who = by === undefined ? '' : ` by ${by}`;
    sheet.fact('Approval', `${step} ${time}${who}${reason === undefined ? '' : `: ${reason}`}`);
  }
  for (const probe of access.probes)
    sheet.fact('Looked at', `${describeProbe(probe)}, for ${probe.for}, ${probe.time}`);
  for (const { what, method, count } of access.masks) {
    sheet.fact(
      'Masked',
      `${what}: ${method}, ${number(count)} ${count === 1 ? 'value' : 'values'}`,
    );
  }
  const subjects = access.subjects.map(({ type, value }) => `${type} ${value}`);
  sheet.fact('Data subjects', subjects.join(', '));
  writeBody(sheet, 'Sent', access.request);
  writeBody(sheet, 'Delivered', access.response);
  if (closed) sheet.fact('Content', CLOSED[closed], { colour: 'bad' });
  sheet.fact('Decision id', access.id, { font: 'mono', size: 8 });
}

function writeBody(sheet: Sheet, name: string, body: BodyShown | undefined): void {
  if (!body) return;
  const text = (body.text ?? '').replace(/\n+$/, '');
  sheet.fact(name, text, { font: 'mono', size: 7.5, lines: true });
  sheet.fact(text === '' ? name : ' ', describeRest(body), { colour: 'soft', size: 8 });
}

const writePurposes: Write = (sheet, { purposes }) => {
  if (purposes.length === 0) {
    sheet.paragraph('No request was forwarded.', { colour: 'soft' });
    return;
  }
  sheet.table(
    [
      { title: 'Service', share: 0.18 },
      { title: 'Purpose', share: 0.22 },
      { title: 'Legal basis', share: 0.27 },
      { title: 'Agents', share: 0.1, right: true },
      { title: 'Requests', share: 0.11, right: true },
      { title: 'Masked', share: 0.12, right: true },
    ],
    purposes.map(({ connection, purpose, legalBasis, agents, requests, masked }) => [
      connection,
      purpose ?? 'none named',
      legalBasis ?? 'none named',
      number(agents),
      number(requests),
      number(masked),
    ]),
  );
};

const writeRefusals: Write = (sheet, { refusals, counts }) => {
  if (refusals.length === 0) {
    sheet.paragraph('No request was refused.', { colour: 'soft' });
  } else {
    sheet.table(
      [
        { title: 'When', share: 0.26 },
        { title: 'Who', share: 0.25 },
        { title: 'What', share: 0.25, font: 'mono' },
        { title: 'Why', share: 0.24 },
      ],
      refusals.map((refusal) => [
        `${refusal.time} entry ${number(refusal.seq)}`,
        refusal.who ? describePerson(refusal.who) : `unknown, from ${refusal.client}`,
        `${refusal.method ?? ''} ${refusal.target ?? (refusal.closed ? `(${refusal.closed})` : '')}`,
        describeWhy(refusal),
      ]),
    );
  }
  writeMore(sheet, counts.refusals, refusals.length);
  if (counts.refusedUnknown > 0) {
    sheet.paragraph(
      `${number(counts.refusedUnknown)} more, of callers that nobody knows, were counted and not recorded one by one.`,
    );
  }
};

function describeWhy({ code, status, reasons, detail }: Refusal): string {
  const parts = [`${code} (${String(status)})`, reasons.join(', '), detail ?? ''];
  return parts.filter((part) => part !== '').join('; ');
}

const writeApprovals: Write = (sheet, { approvals, counts }) => {
  if (approvals.length === 0) {
    sheet.paragraph('No request needed an approval.', { colour: 'soft' });
    return;
  }
  sheet.table(
    [
      { title: 'When', share: 0.26 },
      { title: 'Approval', share: 0.22, font: 'mono' },
      { title: 'Step', share: 0.12 },
      { title: 'By', share: 0.18 },
      { title: 'Reason', share: 0.22 },
    ],
    approvals.map(({ seq, time, approval, step, by, reason }) => [
      `${time} entry ${number(seq)}`,
      approval,
      step,
      by ?? '',
      reason ?? '',
    ]),
  );
  writeMore(sheet, counts.approvals, approvals.length);
};

const writeProbes: Write = (sheet, { probes, counts }) => {
  if (counts.probes === 0) {
    sheet.paragraph('The gateway looked at nothing itself.', { colour: 'soft' });
    return;
  }
  sheet.table(
    [
      { title: 'When', share: 0.24 },
      { title: 'Service', share: 0.12 },
      { title: 'What', share: 0.24, font: 'mono' },
      { title: 'For', share: 0.18 },
      { title: 'Decision id', share: 0.22, font: 'mono' },
    ],
    probes.map((probe) => [
      `${probe.time} entry ${number(probe.seq)}`,
      probe.connection,
      describeProbe(probe),
      `${probe.for} ${probe.approval ?? ''}`.trimEnd(),
      probe.id,
    ]),
  );
  writeMore(sheet, counts.probes, probes.length);
};

const writeErasures: Write = (sheet, { erasures }) => {
  if (erasures.length === 0) {
    sheet.paragraph('Nothing was erased in this period.', { colour: 'soft' });
    return;
  }
  sheet.table(
    [
      { title: 'When', share: 0.25 },
      { title: 'Reference', share: 0.15 },
      { title: 'By', share: 0.1 },
      { title: 'Exchanges', share: 0.12, right: true },
      { title: 'Keys destroyed', share: 0.25 },
      { title: 'Certificate', share: 0.13, font: 'mono' },
    ],
    erasures.map(({ id, time, reference, by, exchanges, done }) => [
      time,
      reference,
      by,
      number(exchanges),
      done ?? 'under way',
      id,
    ]),
  );
};

function writeEvents(eventsOf: (report: Report) => readonly Event[], nothing: string): Write {
  return (sheet, report) => {
    const events = eventsOf(report);
    if (events.length === 0) {
      sheet.paragraph(nothing, { colour: 'soft' });
      return;
    }
    sheet.table(
      [
        { title: 'When', share: 0.26 },
        { title: 'Entry', share: 0.08, right: true },
        { title: 'What', share: 0.66 },
      ],
      events.map(({ seq, time, text }) => [time, number(seq), text]),
    );
  };
}

const writeSteps: Write = (sheet, { vkeys }) => {
  for (const [at, step] of STEPS.entries()) sheet.fact(`Step ${String(at + 1)}`, step);
  for (const vkey of vkeys) sheet.fact('Key in the archive', vkey, { font: 'mono', size: 8 });
};

function writeMore(sheet: Sheet, count: number, shown: number): void {
  const text = describeMore(count, shown);
  if (text !== undefined) sheet.paragraph(text, { colour: 'soft' });
}
