/** Lays text, facts and tables out on pages of A4, tagged for screen readers. */
import PDFDocument from 'pdfkit';
import { showLine, showLines } from '../show-text.ts';
import { drawable, registerFonts, type Font } from './fonts.ts';

type Doc = InstanceType<typeof PDFDocument>;

const MARGIN = 48;
const FOOT = 30;
const COLOURS = {
  ink: '#16202c',
  soft: '#55606e',
  line: '#d9dee4',
  brand: '#0a5c66',
  white: '#ffffff',
  bad: '#9b1c2e',
} as const;
export type Colour = keyof typeof COLOURS;

/** How text looks. */
export interface Look {
  font?: Font;
  size?: number;
  colour?: Colour;
  /** Lines of the text stay. */
  lines?: boolean;
}

/** A column of a table; `share` of the width. */
export interface Column {
  title: string;
  share: number;
  right?: boolean;
  font?: Font;
}

/** A document that is written from top to bottom. */
export class Sheet {
  readonly #doc: Doc;
  readonly #pieces: Buffer[] = [];
  readonly #ended: Promise<void>;
  readonly #root: PDFKit.PDFStructureElement;

  /** `time` is what the file is dated, so that the same report gives the same bytes. */
  constructor(title: string, time: Date) {
    this.#doc = new PDFDocument({
      size: 'A4',
      margins: { top: MARGIN, bottom: MARGIN + FOOT, left: MARGIN, right: MARGIN },
      bufferPages: true,
      tagged: true,
      lang: 'en',
      displayTitle: true,
      pdfVersion: '1.7',
      info: { Title: title, Producer: 'Regent', Creator: 'Regent', CreationDate: time },
    });
    registerFonts(this.#doc);
    this.#ended = new Promise((resolve, reject) => {
      this.#doc.on('data', (piece: Buffer) => this.#pieces.push(piece));
      this.#doc.on('end', resolve);
      this.#doc.on('error', reject);
    });
    this.#root = this.#doc.struct('Document');
    this.#doc.addStructure(this.#root);
  }

  /** The band at the top of the first page. */
  cover(mark: string, title: string, lead: string): void {
    const doc = this.#doc;
    const { text, options } = this.#prepare(lead, { size: 11 });
    const height = 96 + doc.heightOfString(text, options);
    this.#artifact(() => doc.rect(0, 0, doc.page.width, height).fill(COLOURS.brand));
    doc.y = 34;
    const small = { font: 'bold', size: 8, colour: 'white' } as const;
    this.#write('P', mark.toUpperCase(), small, { characterSpacing: 1.5 });
    doc.y += 4;
    this.#write('H1', title, { font: 'bold', size: 22, colour: 'white' });
    doc.y += 4;
    this.#write('P', lead, { size: 11, colour: 'white' });
    doc.y = height + 18;
  }

  /** A heading of a section, also in the outline. */
  section(number: number, title: string, about: string): void {
    const doc = this.#doc;
    this.#need(90);
    doc.y += 16;
    this.#artifact(() => doc.rect(MARGIN, doc.y, this.#width, 2).fill(COLOURS.brand));
    doc.y += 10;
    doc.outline.addItem(`${String(number)}  ${title}`);
    this.#write('H2', `${String(number)}  ${title}`, { font: 'bold', size: 15 });
    doc.y += 2;
    this.#write('P', about, { colour: 'soft', size: 9.5 });
    doc.y += 8;
  }

  /** A heading within a section, with a line below it in small. */
  heading(text: string, small: string, look: Look = {}): void {
    const doc = this.#doc;
    this.#need(70);
    doc.y += 8;
    this.#artifact(() => doc.rect(MARGIN, doc.y, this.#width, 0.7).fill(COLOURS.line));
    doc.y += 7;
    this.#write('H3', text, { font: 'bold', size: 10, ...look });
    this.#write('P', small, { colour: 'soft', size: 8.5 });
    doc.y += 4;
  }

  paragraph(text: string, look: Look = {}): void {
    this.#write('P', text, { size: 9.5, ...look });
    this.#doc.y += 4;
  }

  /** A name on the left and what there is to say of it on the right; nothing where there is nothing to say. */
  fact(name: string, value: string, look: Look = {}): void {
    if (value === '') return;
    const doc = this.#doc;
    const left = 104;
    const own = { size: 9, ...look };
    const width = this.#width - left;
    const { text, options } = this.#prepare(value, own);
    // A long text runs over the page; a short one stays with its name.
    this.#need(Math.min(doc.heightOfString(text, { ...options, width }), 60));
    const { y } = doc;
    this.#write('P', name, { size: 9, colour: 'soft' }, { width: left - 8 });
    const after = doc.y;
    const { page } = doc;
    doc.y = y;
    this.#write('P', value, own, { width }, MARGIN + left);
    if (doc.page === page) doc.y = Math.max(doc.y, after);
    doc.y += 3;
  }

  /** A table; the head stands again on each page. A row that is too long for a page is cut. */
  table(columns: readonly Column[], rows: readonly (readonly string[])[]): void {
    const titles = columns.map(({ title }) => title);
    const head = (): void =>
      this.#row(titles, columns, { font: 'bold', size: 8, colour: 'soft' }, 'TH');
    this.#need(60);
    head();
    for (const row of rows) {
      if (this.#room < this.#heightOf(row, columns)) {
        this.#doc.addPage();
        head();
      }
      this.#row(row, columns, { size: 8.5 }, 'TD');
    }
    this.#doc.y += 8;
  }

  /** The file's bytes. */
  async finish(foot: string): Promise<Buffer> {
    const doc = this.#doc;
    this.#root.end();
    const { count } = doc.bufferedPageRange();
    for (let page = 0; page < count; page += 1) {
      doc.switchToPage(page);
      // Below the bottom margin pdfkit would begin another page.
      doc.page.margins.bottom = 0;
      this.#artifact(() => {
        const y = doc.page.height - MARGIN;
        const { text } = this.#prepare(foot, { size: 7.5, colour: 'soft' });
        doc.text(text, MARGIN, y, { width: this.#width - 60, height: 10, ellipsis: true });
        const number = `${String(page + 1)} / ${String(count)}`;
        doc.text(number, MARGIN, y, { width: this.#width, align: 'right' });
      });
    }
    doc.end();
    await this.#ended;
    return Buffer.concat(this.#pieces);
  }

  get #width(): number {
    return this.#doc.page.width - 2 * MARGIN;
  }

  get #room(): number {
    return this.#doc.page.maxY() - this.#doc.y;
  }

  #need(height: number): void {
    if (this.#room < height) this.#doc.addPage();
  }

  /** Text that is fit to be drawn; font, size and colour are set. */
  #prepare(value: string, look: Look): { text: string; options: PDFKit.Mixins.TextOptions } {
    const { font = 'regular', size = 9.5, colour = 'ink', lines = false } = look;
    const shown = lines ? showLines(value).replaceAll('\t', '    ') : showLine(value);
    const text = drawable(this.#doc, font, shown);
    this.#doc.font(font).fontSize(size).fillColor(COLOURS[colour]);
    return { text, options: { width: this.#width, lineGap: 1.5 } };
  }

  #write(
    tag: 'P' | 'H1' | 'H2' | 'H3' | 'TH' | 'TD',
    value: string,
    look: Look,
    more: PDFKit.Mixins.TextOptions = {},
    x: number = MARGIN,
  ): void {
    const doc = this.#doc;
    const { y } = doc;
    this.#root.add(
      doc.struct(tag, {}, () => {
        const { text, options } = this.#prepare(value, look);
        doc.text(text, x, y, { ...options, ...more });
      }),
    );
    doc.x = MARGIN;
  }

  #artifact(draw: () => void): void {
    this.#doc.markContent('Artifact', { type: 'Layout' });
    draw();
    this.#doc.endMarkedContent();
  }

  #heightOf(row: readonly string[], columns: readonly Column[]): number {
    const heights = row.map((value, at) => {
      const { text, options } = this.#prepare(value, { size: 8.5, ...lookOf(columns[at]!) });
      return this.#doc.heightOfString(text, { ...options, width: this.#cell(columns[at]!) });
    });
    return Math.min(Math.max(...heights), MAX_ROW) + 8;
  }

  /** Width of a cell's text. */
  #cell({ share }: Column): number {
    return share * this.#width - 8;
  }

  #row(row: readonly string[], columns: readonly Column[], look: Look, tag: 'TH' | 'TD'): void {
    const doc = this.#doc;
    const { y } = doc;
    let x = MARGIN;
    let bottom = y;
    for (const [at, value] of row.entries()) {
      const column = columns[at]!;
      const own = tag === 'TD' ? lookOf(column) : {};
      const align = column.right === true ? 'right' : 'left';
      doc.y = y;
      const place = { width: this.#cell(column), align, height: MAX_ROW, ellipsis: true } as const;
      this.#write(tag, value, { ...look, ...own }, place, x);
      bottom = Math.max(bottom, doc.y);
      x += column.share * this.#width;
    }
    doc.y = bottom + 4;
    this.#artifact(() => doc.rect(MARGIN, doc.y - 2, this.#width, 0.5).fill(COLOURS.line));
    doc.y += 3;
  }
}

/** The highest row: it stays on a page. */
const MAX_ROW = 400;

function lookOf({ font }: Column): Look {
  return font ? { font, size: 7.5 } : {};
}
