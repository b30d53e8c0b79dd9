/** A strict reader of the XML that reports are written in: elements, attributes, text; anything else throws. */

/** An element. */
export interface XmlElement {
  name: string;
  attributes: Record<string, string>;
  children: XmlElement[];
  text: string;
}

const DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n';
const TAG = /<(\/?)([a-z]+)((?: [a-z]+="[^"<&]*(?:&#\d+;[^"<&]*)*")*)(\/?)>/y;
const TEXT = /[^<&>]*(?:&#\d+;[^<&>]*)*/y;

// oxlint-disable-next-line no-control-regex -- XML has no characters for these
const NOT_XML = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/;

/** The document's element. Throws an Error where the text is not well-formed (XML 1.0). */
export function readXml(source: string): XmlElement {
  if (NOT_XML.test(source) || !source.isWellFormed())
    throw new Error('a character that XML has not');
  if (!source.startsWith(DECLARATION)) throw new Error('no declaration');
  const root: XmlElement = { name: '', attributes: {}, children: [], text: '' };
  const open = [root];
  let at = DECLARATION.length;
  const take = (pattern: RegExp): RegExpExecArray => {
    pattern.lastIndex = at;
    const match = pattern.exec(source);
    if (match === null) throw new Error(`not well-formed at ${at}: ${source.slice(at, at + 60)}`);
    at = pattern.lastIndex;
    return match;
  };
  while (at < source.length) {
    const parent = open.at(-1) as XmlElement;
    parent.text += unescape(take(TEXT)[0]);
    if (at === source.length) break;
    const [, end, name = '', attributes = '', empty] = take(TAG);
    if (end === '/') {
      if (open.pop()?.name !== name || open.length === 0)
        throw new Error(`</${name}> closes nothing`);
      continue;
    }
    const element: XmlElement = {
      name,
      attributes: readAttributes(attributes),
      children: [],
      text: '',
    };
    parent.children.push(element);
    if (empty !== '/') open.push(element);
  }
  const [document, ...others] = root.children;
  if (document === undefined || others.length > 0 || open.length > 1)
    throw new Error('not one element');
  return document;
}

function readAttributes(source: string): Record<string, string> {
  const attributes: Record<string, string> = {};
  for (const [, name = '', value = ''] of source.matchAll(/ ([a-z]+)="([^"]*)"/g)) {
    if (Object.hasOwn(attributes, name)) throw new Error(`${name} stands twice`);
    attributes[name] = unescape(value);
  }
  return attributes;
}

function unescape(text: string): string {
  return text.replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)));
}
