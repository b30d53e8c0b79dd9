import { showPlain, widthOf } from '../bundles/impact/show.ts';
import { plainJson } from '../bundles/policy/plain.ts';
import type { LocatedHits } from '../gateway/types.ts';

const RULE_WIDTH = 40;
const PLACE_WIDTH = 60;

/** What each rule hit, for a terminal or a program; a line feed ends it. */
export function formatHits(hits: readonly LocatedHits[], form: 'table' | 'json'): string {
  return form === 'json' ? plainJson(hits) : formatTable(hits);
}

/** A line for each place that is known, the rule at its first. */
function formatTable(hits: readonly LocatedHits[]): string {
  const rows = [['rule', 'with', 'hits', 'where'], ...hits.flatMap(rowsOf)];
  const widths = [0, 1, 2].map((column) =>
    Math.max(...rows.map((row) => widthOf(row[column] ?? ''))),
  );
  return rows.map((row) => `${pad(row, widths)}\n`).join('');
}

function rowsOf({ path, inner, detect, with: method, count, at = [] }: LocatedHits): string[][] {
  const rule = [detect, path, inner].filter((part) => part !== undefined).join(' ');
  const places = at.map((place) => showPlain(place, PLACE_WIDTH));
  if (at.length > 0 && count > at.length) places.push(`and ${count - at.length} more`);
  const [first = '', ...others] = places;
  return [
    [showPlain(rule, RULE_WIDTH), method, String(count), first],
    ...others.map((place) => ['', '', '', place]),
  ];
}

function pad(row: readonly string[], widths: readonly number[]): string {
  return row
    .map((cell, column) => cell + ' '.repeat(Math.max(0, (widths[column] ?? 0) - widthOf(cell))))
    .join('  ')
    .trimEnd();
}
