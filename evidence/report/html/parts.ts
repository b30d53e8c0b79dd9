/** What sections are made of. */
import { describeMore } from '../words.ts';
import { markup, type Markup } from './markup.ts';

/** A table. Columns whose name begins with # hold numbers. */
export function table(
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

/** That there are more than are shown, where there are. */
export function more(count: number, shown: number): Markup | undefined {
  const text = describeMore(count, shown);
  return text === undefined ? undefined : markup`<p class="note">${text}</p>`;
}

/** Instead of what is not there. */
export function none(text: string): Markup {
  return markup`<p class="none">${text}</p>`;
}
