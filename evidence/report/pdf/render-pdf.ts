/** The report as PDF, tagged for screen readers; the same report gives the same bytes. */
import type { Report } from '../model.ts';
import { describePeriod, SECTIONS } from '../words.ts';
import { writeAccesses } from './access.ts';
import type { Write } from './parts.ts';
import { Sheet } from './sheet.ts';
import { writeSummary } from './summary.ts';
import {
  writeApprovals,
  writeErasures,
  writeEvents,
  writeProbes,
  writePurposes,
  writeRefusals,
  writeSteps,
} from './tables.ts';

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
