/** What sections are made of. */
import type { Report } from '../model.ts';
import { describeMore } from '../words.ts';
import type { Sheet } from './sheet.ts';

/** Writes a section. */
export type Write = (sheet: Sheet, report: Report) => void;

/** That there are more than are shown, where there are. */
export function writeMore(sheet: Sheet, count: number, shown: number): void {
  const text = describeMore(count, shown);
  if (text !== undefined) sheet.paragraph(text, { colour: 'soft' });
}

/** Instead of what is not there. */
export function writeNone(sheet: Sheet, text: string): void {
  sheet.paragraph(text, { colour: 'soft' });
}
