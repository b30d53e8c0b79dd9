/** What a reader sees first: numbers, which section answers which article, and what was signed. */
import { ANSWERS, number, SECTIONS } from '../words.ts';
import type { Write } from './parts.ts';

/** Numbers, articles and facts. */
export const writeSummary: Write = (sheet, report) => {
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
};
