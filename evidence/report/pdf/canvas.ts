/** Pages of A4 on which text and lines are put, tagged for screen readers. */
import PDFDocument from 'pdfkit';
import { showLine, showLines } from '../show-text.ts';
import { drawable, registerFonts, type Font } from './fonts.ts';

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

/** Where text stands, and how much room it has there, in points; by default all of a line. */
export interface Place {
  /** From the left margin. */
  left?: number;
  width?: number;
  /** Beyond this it is cut. */
  height?: number;
  align?: 'left' | 'right';
  /** Between characters. */
  spacing?: number;
}

/** What a text is to a reader that does not see it. */
export type Tag = 'P' | 'H1' | 'H2' | 'H3' | 'TH' | 'TD';

/** Pages, written from top to bottom; all measures are points. */
export class Canvas {
  readonly #doc: InstanceType<typeof PDFDocument>;
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

  /** Of a line. */
  get width(): number {
    return this.#doc.page.width - 2 * MARGIN;
  }

  /** Where the next thing stands, from the top of the page. */
  get y(): number {
    return this.#doc.y;
  }

  set y(y: number) {
    this.#doc.y = y;
  }

  /** Tells one page from another. */
  get page(): unknown {
    return this.#doc.page;
  }

  /** What is left of the page. */
  get room(): number {
    return this.#doc.page.maxY() - this.#doc.y;
  }

  /** Begins another page where less than this is left. */
  need(height: number): void {
    if (this.room < height) this.addPage();
  }

  addPage(): void {
    this.#doc.addPage();
  }

  /** Notes a place in the outline. */
  outline(title: string): void {
    this.#doc.outline.addItem(title);
  }

  /** How high a text would be. */
  heightOf(value: string, look: Look, width = this.width): number {
    const { text, options } = this.#prepare(value, look);
    return this.#doc.heightOfString(text, { ...options, width });
  }

  /** Writes a text; the next thing stands below. */
  write(tag: Tag, value: string, look: Look, place: Place = {}): void {
    const doc = this.#doc;
    const { y } = doc;
    const { left = 0, width, height, align, spacing } = place;
    this.#root.add(
      doc.struct(tag, {}, () => {
        const { text, options } = this.#prepare(value, look);
        doc.text(text, MARGIN + left, y, {
          ...options,
          ...(width !== undefined && { width }),
          ...(align && { align }),
          ...(height !== undefined && { height, ellipsis: true }),
          ...(spacing !== undefined && { characterSpacing: spacing }),
        });
      }),
    );
    doc.x = MARGIN;
  }

  /** A bar over all of a line, `height` high, at `y`; over all of the page where it is `full`. */
  bar(y: number, height: number, colour: Colour, full = false): void {
    const [left, width] = full ? [0, this.#doc.page.width] : [MARGIN, this.width];
    this.#artifact(() => this.#doc.rect(left, y, width, height).fill(COLOURS[colour]));
  }

  /** The file's bytes; each page has `foot` and its number at its end. */
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
        doc.text(text, MARGIN, y, { width: this.width - 60, height: 10, ellipsis: true });
        const number = `${String(page + 1)} / ${String(count)}`;
        doc.text(number, MARGIN, y, { width: this.width, align: 'right' });
      });
    }
    doc.end();
    await this.#ended;
    return Buffer.concat(this.#pieces);
  }

  /** Text that is fit to be drawn; font, size and colour are set. */
  #prepare(value: string, look: Look): { text: string; options: PDFKit.Mixins.TextOptions } {
    const { font = 'regular', size = 9.5, colour = 'ink', lines = false } = look;
    const shown = lines ? showLines(value).replaceAll('\t', '    ') : showLine(value);
    const text = drawable(this.#doc, font, shown);
    this.#doc.font(font).fontSize(size).fillColor(COLOURS[colour]);
    return { text, options: { width: this.width, lineGap: 1.5 } };
  }

  /** What is drawn for the eye alone. */
  #artifact(draw: () => void): void {
    this.#doc.markContent('Artifact', { type: 'Layout' });
    draw();
    this.#doc.endMarkedContent();
  }
}
