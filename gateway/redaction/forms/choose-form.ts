import { remember } from '../remember.ts';

/** The wire forms that a body can be masked in; `unknown` is every other. */
export type Form = 'json' | 'ndjson' | 'json-seq' | 'sse' | 'form' | 'csv' | 'text' | 'unknown';

/** Lower case; what stands here goes before the suffixes. */
const TYPES = new Map<string, Form>([
  ['application/json', 'json'],
  ['application/x-ndjson', 'ndjson'],
  ['application/ndjson', 'ndjson'],
  ['application/jsonl', 'ndjson'],
  ['application/x-jsonl', 'ndjson'],
  ['application/jsonlines', 'ndjson'],
  ['application/x-jsonlines', 'ndjson'],
  ['application/json-lines', 'ndjson'],
  // Spring's, before it took `application/x-ndjson`: a line for each document, despite the suffix.
  ['application/stream+json', 'ndjson'],
  ['application/json-seq', 'json-seq'],
  ['text/event-stream', 'sse'],
  ['application/x-www-form-urlencoded', 'form'],
  ['text/csv', 'csv'],
  ['text/plain', 'text'],
  ['text/markdown', 'text'],
]);

const TOKEN = String.raw`[\w!#$%&'*+.^\`|~-]+`;
const QUOTED = String.raw`"(?:[\t \x21\x23-\x5b\x5d-\x7e]|\\[\t \x21-\x7e])*"`;
const PARAMETER = String.raw`(${TOKEN})=(${TOKEN}|${QUOTED})`;
const EACH_PARAMETER = new RegExp(`[ \\t]*;(?:[ \\t]*${PARAMETER})?`, 'gy');
const MEDIA_TYPE = new RegExp(
  `^[ \\t]*(${TOKEN}/${TOKEN})((?:[ \\t]*;(?:[ \\t]*${PARAMETER})?)*)[ \\t]*$`,
);

/**
 * The wire form that a Content-Type (RFC 9110 section 8.3.1) declares. `unknown` for a type that is
 * not one of these, a list of types, a parameter that stands twice or is not well-formed, a charset
 * other than UTF-8 or one that hides in another parameter, and for CSV that says it has no header
 * row: what two readers could read in two ways is not masked.
 */
export function chooseForm(contentType: string | undefined): Form {
  return contentType === undefined ? 'unknown' : formOf(contentType);
}

const formOf = remember((contentType): Form => {
  const match = MEDIA_TYPE.exec(contentType);
  const parameters = match && readParameters(match[2]!);
  if (!match || !parameters) return 'unknown';
  const charset = parameters.get('charset');
  if (charset !== undefined && charset !== 'utf-8') return 'unknown';
  const mentions = match[2]!.toLowerCase().split('charset').length - 1;
  if (mentions > (charset === undefined ? 0 : 1)) return 'unknown';
  const type = match[1]!.toLowerCase();
  if (type === 'text/csv' && (parameters.get('header') ?? 'present') !== 'present')
    return 'unknown';
  return TYPES.get(type) ?? chooseBySuffix(type);
});

/** RFC 6839 section 3.1 and RFC 8091. */
function chooseBySuffix(type: string): Form {
  if (type.endsWith('+json')) return 'json';
  return type.endsWith('+json-seq') ? 'json-seq' : 'unknown';
}

/** Names and values in lower case; undefined where a name stands twice. */
function readParameters(text: string): Map<string, string> | undefined {
  const parameters = new Map<string, string>();
  for (const [, name, value] of text.matchAll(EACH_PARAMETER)) {
    if (name === undefined || value === undefined) continue;
    const key = name.toLowerCase();
    if (parameters.has(key)) return undefined;
    const plain = value.startsWith('"') ? value.slice(1, -1).replaceAll(/\\(.)/g, '$1') : value;
    parameters.set(key, plain.toLowerCase());
  }
  return parameters;
}
