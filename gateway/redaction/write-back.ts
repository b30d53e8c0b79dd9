import { Refusal } from '../errors.ts';
import { JsonFault, readJson, type JsonNode } from '../json/read.ts';
import type { Mask, RequestBody, WriteBack } from '../types.ts';
import { findMasked } from './compile-mask.ts';
import { Document } from './document.ts';
import type { MaskKeys } from './methods/keyring.ts';
import { ForeignToken, openEncrypted } from './methods/open.ts';
import { recognise } from './methods/recognise.ts';
import { splice, type Edit } from './splice.ts';

/** Settings of the look through one request body. */
export interface WriteBackOptions {
  maxDepth: number;
  keys: MaskKeys;
}

/** A JSON text in which masks are looked for: the body, or what a string of it holds. */
interface Text {
  bytes: Buffer;
  mode: WriteBack['mode'];
  options: WriteBackOptions;
}

/**
 * The body that may be written: one in which no masked value of a read stands where the masks put
 * one, so that an agent cannot overwrite real data with masks. With `restore` what `encrypt` made is
 * opened and put back. Throws a Refusal `masked-value` where a masked value cannot be restored, or
 * the body cannot be looked through.
 */
export function restoreMasked(
  body: RequestBody,
  { mode, masks }: WriteBack,
  options: WriteBackOptions,
): RequestBody {
  if (body.kind === 'none') return body;
  if (body.kind !== 'json') {
    throw refused('The body is not JSON, and masked values cannot be looked for in it.');
  }
  const bytes = restoreText({ bytes: body.bytes, mode, options }, masks);
  if (bytes === body.bytes) return body;
  return { ...body, bytes };
}

function restoreText(text: Text, masks: readonly Mask[]): Buffer {
  const document = new Document(read(text));
  const edits = new Map<JsonNode, Edit>();
  for (const mask of masks) {
    for (const node of find(mask, document)) {
      const restored =
        mask.inner === undefined ? restore(node, mask, text) : restoreInner(node, mask, text);
      if (restored !== undefined)
        edits.set(node, { start: node.start, end: node.end, text: restored });
    }
  }
  if (edits.size === 0) return text.bytes;
  return splice(text.bytes, outermost([...edits.values()]));
}

/** JSON text for a value that is a mask; undefined where it is none. */
function restore(node: JsonNode, mask: Mask, { mode, options }: Text): string | undefined {
  if (!isMask(node, mask, options)) return undefined;
  if (mode === 'refuse' || mask.with !== 'encrypt' || node.kind !== 'string') {
    throw refused(`At ${mask.path} stands a masked value, which must not be written.`);
  }
  try {
    return openEncrypted(node.value, mask, options.keys);
  } catch (error) {
    if (!(error instanceof ForeignToken) && !(error instanceof Refusal)) throw error;
    throw refused(`What stands at ${mask.path} cannot be restored.`, error);
  }
}

function isMask(node: JsonNode, mask: Mask, options: WriteBackOptions): boolean {
  if (mask.with === 'null') return node.kind === 'null';
  return node.kind === 'string' && recognise(node.value, mask, options.keys) === 'mask';
}

function restoreInner(node: JsonNode, mask: Mask, text: Text): string | undefined {
  if (node.kind !== 'string') return undefined;
  const { inner, dialect: _, ...rest } = mask;
  const bytes = Buffer.from(node.value);
  const restored = restoreText({ ...text, bytes }, [{ ...rest, path: inner! }]);
  return restored === bytes ? undefined : JSON.stringify(restored.toString());
}

/** What stands within a value that is replaced goes with it. */
function outermost(edits: Edit[]): Edit[] {
  const inOrder = edits.toSorted((one, other) => one.start - other.start || other.end - one.end);
  let end = -1;
  return inOrder.filter((edit) => {
    if (edit.start < end) return false;
    end = edit.end;
    return true;
  });
}

function read({ bytes, options }: Text): JsonNode {
  try {
    return readJson(bytes, { maxDepth: options.maxDepth });
  } catch (error) {
    if (!(error instanceof JsonFault)) throw error;
    throw refused('A text of the body that may hold masked values is not JSON.', error);
  }
}

function find(mask: Mask, document: Document): Set<JsonNode> {
  try {
    return findMasked(mask, document);
  } catch (error) {
    throw refused(`Masked values cannot be looked for at ${mask.path}.`, error);
  }
}

function refused(detail: string, cause?: unknown): Refusal {
  return new Refusal('masked-value', detail, {}, cause);
}
