import { readJson, type JsonNode } from '../../json/read.ts';
import { maskDocument, type MakeDocument } from './mask-document.ts';
import { unmaskable } from './unmaskable.ts';

/** Of a name and a text of a record. */
export interface Field {
  name: string;
  value: string;
}

/** What becomes of a field: it stays as it came, it goes, or it gets another text. */
export type Outcome = 'kept' | 'removed' | { text: string };

/** More than the nesting of any record. */
const MAX_DEPTH = 3;

/**
 * Masks named texts as the object `{"name": "value", …}`, or as that object in an array with
 * `inArray`; names must differ. `null` becomes the empty text. Undefined where the element of the
 * array is removed. Throws a Refusal where something else than texts is masked.
 */
export function maskRecord(
  makeDocument: MakeDocument,
  fields: readonly Field[],
  inArray: boolean,
): Outcome[] | undefined {
  const lexemes = fields.map(({ value }) => writeText(value));
  const object = fields.map(({ name }, index) => `${JSON.stringify(name)}:${lexemes[index]}`);
  const json = inArray ? `[{${object.join()}}]` : `{${object.join()}}`;
  const masked = maskDocument(makeDocument, Buffer.from(json));
  let node: JsonNode | undefined = readJson(masked, { maxDepth: MAX_DEPTH });
  if (inArray) {
    if (node.kind !== 'array') throw notTexts();
    [node] = node.items;
    if (!node) return undefined;
  }
  if (node.kind !== 'object') throw notTexts();
  const values = new Map(node.members.map((member) => [member.key, member.value]));
  return fields.map(({ name }, index) => {
    const value = values.get(name);
    if (!value) return 'removed';
    const kept = masked.toString('utf8', value.start, value.end) === lexemes[index];
    return kept ? 'kept' : { text: readText(value) };
  });
}

/**
 * A JSON string that no mask writes, since its first character is escaped without need: so a value
 * that is masked with its own text is told from one that was not masked.
 */
function writeText(value: string): string {
  if (value === '') return '""';
  const first = value.charCodeAt(0).toString(16).padStart(4, '0');
  return `"\\u${first}${JSON.stringify(value.slice(1)).slice(1)}`;
}

function readText(node: JsonNode): string {
  if (node.kind === 'string') return node.value;
  if (node.kind === 'number') return node.lexeme;
  if (node.kind === 'object' || node.kind === 'array') throw notTexts();
  return node.kind === 'null' ? '' : node.kind;
}

function notTexts(): Error {
  return unmaskable('A mask puts something else than a text into a form body or CSV.');
}
