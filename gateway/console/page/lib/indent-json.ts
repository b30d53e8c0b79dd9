/** Longest text that is spread over lines; a longer one is shown as it is, so that it stops nobody's browser. */
const LONGEST = 200_000;
/** A string, a bracket, a comma or colon, or anything else that stands in JSON. */
const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g;

/**
 * JSON text spread over lines, its values as they are written: no number is rounded, no name that stands
 * twice is lost. Undefined where the text is no object or list of JSON.
 */
export function indentJson(text: string): string | undefined {
  if (text.length > LONGEST || !isStructure(text)) return undefined;
  let [out, depth, before] = ['', 0, ''];
  const breakLine = (): string => `\n${'  '.repeat(depth)}`;
  for (const [token] of text.matchAll(TOKEN)) {
    const opened = before === '{' || before === '[';
    if (token === '}' || token === ']') {
      depth -= 1;
      out += opened ? token : breakLine() + token;
    } else {
      if (opened || before === ',') out += breakLine();
      if (token === '{' || token === '[') depth += 1;
      out += token === ':' ? ': ' : token;
    }
    before = token;
  }
  return out;
}

function isStructure(text: string): boolean {
  try {
    const value = JSON.parse(text) as unknown;
    return typeof value === 'object' && value !== null;
  } catch {
    return false;
  }
}
