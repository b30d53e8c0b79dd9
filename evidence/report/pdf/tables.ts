/** The sections that are a table, or a list. */
import type { Event, Refusal, Report } from '../model.ts';
import { STEPS, describePerson, describeProbe, number } from '../words.ts';
import { writeMore, writeNone, type Write } from './parts.ts';

/** Who accessed what for which purpose. */
export const writePurposes: Write = (sheet, { purposes }) => {
  if (purposes.length === 0) {
    writeNone(sheet, 'No request was forwarded.');
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

/** Requests that were refused; those of callers that nobody knows in sum. */
export const writeRefusals: Write = (sheet, { refusals, counts }) => {
  if (refusals.length === 0) {
    writeNone(sheet, 'No request was refused.');
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

/** Each step of each approval. */
export const writeApprovals: Write = (sheet, { approvals, counts }) => {
  if (approvals.length === 0) {
    writeNone(sheet, 'No request needed an approval.');
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

/** The gateway's own looks at the world. */
export const writeProbes: Write = (sheet, { probes, counts }) => {
  if (counts.probes === 0) {
    writeNone(sheet, 'The gateway looked at nothing itself.');
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

/** Erasures, and where their certificates are. */
export const writeErasures: Write = (sheet, { erasures }) => {
  if (erasures.length === 0) {
    writeNone(sheet, 'Nothing was erased in this period.');
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

/** What the gateway recorded of itself; `nothing` where that is nothing. */
export function writeEvents(
  eventsOf: (report: Report) => readonly Event[],
  nothing: string,
): Write {
  return (sheet, report) => {
    const events = eventsOf(report);
    if (events.length === 0) {
      writeNone(sheet, nothing);
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

/** How to verify all of it without Regent. */
export const writeSteps: Write = (sheet, { vkeys }) => {
  for (const [at, step] of STEPS.entries()) sheet.fact(`Step ${String(at + 1)}`, step);
  for (const vkey of vkeys) sheet.fact('Key in the archive', vkey, { font: 'mono', size: 8 });
};
