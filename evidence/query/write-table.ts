/** Rows as a table for a terminal. */
import { showPlain, widthOf } from '../../bundles/impact/show.ts';
import type { Row } from './types.ts';

/** Columns of the table: title, largest width, and what stands there. */
const CELLS: readonly [title: string, width: number, text: (row: Row) => string][] = [
  ['entry', 12, ({ seq }) => String(seq)],
  ['time', 24, ({ time }) => time],
  ['type', 9, ({ type }) => type],
  ['who', 28, ({ subject, by, actors }) => [subject ?? by ?? '', ...(actors ?? [])].join(' < ')],
  ['connection', 16, ({ connection }) => connection ?? ''],
  ['method', 7, ({ method }) => method ?? ''],
  ['action', 9, ({ action, state }) => action ?? state ?? ''],
  [
    'result',
    21,
    ({ code, error, status }) => code ?? error ?? (status === null ? '' : String(status)),
  ],
  ['masked', 6, ({ masked }) => (masked === null ? '' : String(masked))],
  ['purpose, legal basis', 32, ({ purpose, legal_basis }) => joined([purpose, legal_basis])],
  ['id', 36, ({ id, approval }) => id ?? approval ?? ''],
];

/** The table's lines; columns that are empty in all rows are left out. */
export function formatTable(rows: readonly Row[]): string {
  const columns = CELLS.map(([title, most, text]) => {
    const cells = rows.map((row) => showPlain(text(row), most));
    const width = Math.max(title.length, ...cells.map(widthOf));
    return { title, cells, width, isEmpty: cells.every((cell) => cell === '') };
  }).filter(({ isEmpty }) => !isEmpty);
  const line = (of: (column: (typeof columns)[number]) => string): string =>
    columns
      .map((column) => of(column) + ' '.repeat(column.width - widthOf(of(column))))
      .join('  ')
      .trimEnd();
  if (rows.length === 0) return 'no such entries\n';
  const lines = [
    line(({ title }) => title),
    ...rows.map((_, at) => line(({ cells }) => cells[at]!)),
  ];
  return `${lines.join('\n')}\n`;
}

function joined(parts: readonly (string | null)[]): string {
  return parts.filter((part) => part !== null).join(', ');
}
