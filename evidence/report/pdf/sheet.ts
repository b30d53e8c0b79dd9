/** Lays headings, paragraphs and facts out. */
import { Canvas, type Look } from './canvas.ts';
import { drawTable, type Column } from './table.ts';

/** Points from the left at which what there is to say of a fact stands. */
const FACT = 104;

/** A document that is written from top to bottom. */
export class Sheet {
  readonly #canvas: Canvas;

  /** `time` is what the file is dated. */
  constructor(title: string, time: Date) {
    this.#canvas = new Canvas(title, time);
  }

  /** The band at the top of the first page. */
  cover(mark: string, title: string, lead: string): void {
    const canvas = this.#canvas;
    const height = 96 + canvas.heightOf(lead, { size: 11 });
    canvas.bar(0, height, 'brand', true);
    canvas.y = 34;
    const small = { font: 'bold', size: 8, colour: 'white' } as const;
    canvas.write('P', mark.toUpperCase(), small, { spacing: 1.5 });
    canvas.y += 4;
    canvas.write('H1', title, { font: 'bold', size: 22, colour: 'white' });
    canvas.y += 4;
    canvas.write('P', lead, { size: 11, colour: 'white' });
    canvas.y = height + 18;
  }

  /** A heading of a section, also in the outline. */
  section(number: number, title: string, about: string): void {
    const canvas = this.#canvas;
    const name = `${String(number)}  ${title}`;
    canvas.need(90);
    canvas.y += 16;
    canvas.bar(canvas.y, 2, 'brand');
    canvas.y += 10;
    canvas.outline(name);
    canvas.write('H2', name, { font: 'bold', size: 15 });
    canvas.y += 2;
    canvas.write('P', about, { colour: 'soft', size: 9.5 });
    canvas.y += 8;
  }

  /** A heading within a section, with a line below it in small. */
  heading(text: string, small: string, look: Look = {}): void {
    const canvas = this.#canvas;
    canvas.need(70);
    canvas.y += 8;
    canvas.bar(canvas.y, 0.7, 'line');
    canvas.y += 7;
    canvas.write('H3', text, { font: 'bold', size: 10, ...look });
    canvas.write('P', small, { colour: 'soft', size: 8.5 });
    canvas.y += 4;
  }

  paragraph(text: string, look: Look = {}): void {
    this.#canvas.write('P', text, { size: 9.5, ...look });
    this.#canvas.y += 4;
  }

  /** A name on the left and what there is to say of it on the right; nothing where there is nothing to say. */
  fact(name: string, value: string, look: Look = {}): void {
    if (value === '') return;
    const canvas = this.#canvas;
    const own = { size: 9, ...look };
    const width = canvas.width - FACT;
    // A long text runs over the page; a short one stays with its name.
    canvas.need(Math.min(canvas.heightOf(value, own, width), 60));
    const { y } = canvas;
    canvas.write('P', name, { size: 9, colour: 'soft' }, { width: FACT - 8 });
    const { y: after, page } = canvas;
    canvas.y = y;
    canvas.write('P', value, own, { left: FACT, width });
    if (canvas.page === page) canvas.y = Math.max(canvas.y, after);
    canvas.y += 3;
  }

  /** A table; the head stands again on each page. A row that is too long for a page is cut. */
  table(columns: readonly Column[], rows: readonly (readonly string[])[]): void {
    drawTable(this.#canvas, columns, rows);
  }

  /** The file's bytes. */
  finish(foot: string): Promise<Buffer> {
    return this.#canvas.finish(foot);
  }
}
