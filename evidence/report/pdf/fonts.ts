/** The fonts of the PDF: DejaVu, embedded, so that the file looks the same everywhere. */
import { createRequire } from 'node:module';
import type PDFDocument from 'pdfkit';
import { spell } from '../show-text.ts';

/** The names under which a document has them. */
export type Font = 'regular' | 'bold' | 'mono';

const FILES: Record<Font, string> = {
  regular: 'DejaVuSans',
  bold: 'DejaVuSans-Bold',
  mono: 'DejaVuSansMono',
};

const require = createRequire(import.meta.url);

/** What is used of a font that pdfkit has opened; its types leave it out. */
interface Opened {
  _font: { font: { hasGlyphForCodePoint(code: number): boolean } };
}

/** Makes the fonts known to a document. */
export function registerFonts(doc: InstanceType<typeof PDFDocument>): void {
  for (const [name, file] of Object.entries(FILES)) {
    doc.registerFont(name, require.resolve(`dejavu-fonts-ttf/ttf/${file}.ttf`));
  }
}

/** The text with every character spelt out that the font cannot draw: an empty box would hide it. */
export function drawable(doc: InstanceType<typeof PDFDocument>, font: Font, text: string): string {
  doc.font(font);
  const opened = (doc as unknown as Opened)._font.font;
  let drawn = '';
  for (const character of text) {
    const code = character.codePointAt(0)!;
    drawn += code < 0x7f || opened.hasGlyphForCodePoint(code) ? character : spell(character);
  }
  return drawn;
}
