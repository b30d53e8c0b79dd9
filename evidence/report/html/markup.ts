/** HTML in which text can only be text. */
import { showLine, showLines } from '../show-text.ts';

/** Markup that may stand in a page as it is. */
export class Markup {
  readonly html: string;

  constructor(html: string) {
    this.html = html;
  }
}

type Value = Markup | string | number | undefined | readonly Value[];

/**
 * A template of HTML: texts that are put in are escaped, and what cannot be seen in them is spelt out. Attributes must be
 * in double quotes.
 */
export function markup(parts: TemplateStringsArray, ...values: readonly Value[]): Markup {
  return new Markup(String.raw({ raw: parts }, ...values.map(toHtml)));
}

/** Text whose lines stay, for `pre`. */
export function lines(text: string): Markup {
  return new Markup(escape(showLines(text)));
}

function toHtml(value: Value): string {
  if (value === undefined) return '';
  if (value instanceof Markup) return value.html;
  if (typeof value === 'number') return value.toLocaleString('en');
  if (typeof value === 'string') return escape(showLine(value));
  return value.map(toHtml).join('');
}

/** HTML Living Standard, 13.1.2: what text and quoted attributes may not hold. */
function escape(text: string): string {
  return text.replaceAll(/[&<>"']/g, (found) => `&#${String(found.charCodeAt(0))};`);
}
