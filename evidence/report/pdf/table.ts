/** Draws tables. */
import type { Canvas, Look } from './canvas.ts';
import type { Font } from './fonts.ts';

/** A column of a table; `share` of the width. */
export interface Column {
  title: string;
  share: number;
  right?: boolean;
  font?: Font;
}

/** Points: the highest row, so that it stays on a page, and what is left free beside and below the text of a cell. */
const MAX_ROW = 400;
const GAP = 8;

const HEAD: Look = { font: 'bold', size: 8, colour: 'soft' };
const BODY: Look = { size: 8.5 };

/** The head stands again on each page. A row that is too long for a page is cut. */
export function drawTable(
  canvas: Canvas,
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
): void {
  const drawHead = (): void => {
    const titles = columns.map(({ title }) => title);
    drawRow(canvas, titles, columns, 'TH', () => HEAD);
  };
  canvas.need(60);
  drawHead();
  for (const row of rows) {
    if (canvas.room < heightOf(canvas, row, columns)) {
      canvas.addPage();
      drawHead();
    }
    drawRow(canvas, row, columns, 'TD', lookOf);
  }
  canvas.y += GAP;
}

function drawRow(
  canvas: Canvas,
  row: readonly string[],
  columns: readonly Column[],
  tag: 'TH' | 'TD',
  lookOf: (column: Column) => Look,
): void {
  const { y } = canvas;
  let left = 0;
  let bottom = y;
  for (const [at, value] of row.entries()) {
    const column = columns[at]!;
    const align = column.right === true ? 'right' : 'left';
    canvas.y = y;
    canvas.write(tag, value, lookOf(column), {
      left,
      width: widthOf(canvas, column),
      height: MAX_ROW,
      align,
    });
    bottom = Math.max(bottom, canvas.y);
    left += column.share * canvas.width;
  }
  canvas.bar(bottom + 2, 0.5, 'line');
  canvas.y = bottom + 7;
}

function heightOf(canvas: Canvas, row: readonly string[], columns: readonly Column[]): number {
  const heights = row.map((value, at) => {
    const column = columns[at]!;
    return canvas.heightOf(value, lookOf(column), widthOf(canvas, column));
  });
  return Math.min(Math.max(...heights), MAX_ROW) + GAP;
}

/** Of a cell's text. */
function widthOf(canvas: Canvas, { share }: Column): number {
  return share * canvas.width - GAP;
}

function lookOf({ font }: Column): Look {
  return font ? { font, size: 7.5 } : BODY;
}
