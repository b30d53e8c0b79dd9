import { promisify } from 'node:util';
import zlib from 'node:zlib';
import { Refusal } from '../../gateway/errors.ts';
import { readJson, type JsonNode } from '../../gateway/json/read.ts';
import { Document } from '../../gateway/redaction/document.ts';
import {
  redactResponse,
  type RedactedResponse,
  type RedactionOptions,
} from '../../gateway/redaction/redact-response.ts';
import { checkRedactions } from '../../gateway/redaction/check-redactions.ts';
import { createDocumentMaker } from '../../gateway/redaction/mask-document.ts';
import type { MaskKeys } from '../../gateway/redaction/methods/keyring.ts';
import { createReplacers } from '../../gateway/redaction/methods/replace.ts';
import type { Redactions } from '../../gateway/redaction/redactions.ts';
import { Tally } from '../../gateway/redaction/tally.ts';
import type { Mask, MaskHits } from '../../gateway/types.ts';

export const KEY = 'k'.repeat(32);

/** A mask; `redact` unless `more` says otherwise. */
export function mask(path: string, more: Partial<Mask> = {}): Mask {
  return { path, with: 'redact', ...more };
}

/** What is wrong with a mask, for the step that decides; undefined where nothing is. */
export function faultOfMask(mask: Mask): string | undefined {
  return checkRedactions({ action: 'mask', reasons: [], masks: [mask] });
}

/** The masked text of a JSON text. */
export function maskText(text: string | Buffer, masks: Mask[], maxDepth = 100): string {
  return maskWhole(text, masks, new Tally({ masks }), maxDepth);
}

/** How often each mask hit. */
export function countHits(text: string, masks: Mask[]): number[] {
  const tally = new Tally({ masks });
  maskWhole(text, masks, tally, 100);
  return tally.masks.map(({ count }) => count);
}

function maskWhole(text: string | Buffer, masks: Mask[], tally: Tally, maxDepth: number): string {
  const options = { limit: 2 ** 20, maxDepth, replacers: createReplacers(KEYS) };
  const masker = createDocumentMaker({ masks }, options, tally)();
  const first = masker.write(Buffer.from(text as string));
  return Buffer.concat([first, masker.end()]).toString();
}

/** The refusal that `work` ends in; `work` must not succeed. */
export async function refusalOf(work: () => unknown): Promise<Refusal> {
  try {
    await work();
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
  throw new Error('it was not refused');
}

/** A JSON text as the masking sees it. */
export function documentOf(text: string): Document {
  return new Document(readJson(Buffer.from(text), { maxDepth: 100 }));
}

/** The node at a location of names and indices. */
export function nodeAt(root: JsonNode, location: readonly (string | number)[]): JsonNode {
  return location.reduce<JsonNode>((node, step) => {
    const child =
      node.kind === 'object'
        ? node.members.find(({ key }) => key === step)?.value
        : node.kind === 'array' && node.items[step as number];
    if (!child) throw new Error(`nothing stands at ${JSON.stringify(location)}`);
    return child;
  }, root);
}

/** The keys of a gateway under test. */
export const KEYS: MaskKeys = { keys: () => [{ id: 'k1', secret: KEY }] };

/** A masked response that was read to its end. */
export interface ReadResponse {
  headers: string[];
  body: Buffer;
  hits: MaskHits[];
}

/** Masks a response and reads it; JSON, status 200 and a limit of 1 MiB unless told otherwise. */
export async function redact(
  body: Buffer | string,
  redactions: Mask[] | Redactions,
  more: { status?: number; headers?: string[] } & Partial<RedactionOptions> = {},
): Promise<ReadResponse> {
  const { status = 200, headers = ['Content-Type', 'application/json'], ...options } = more;
  const chunks = (async function* send(): AsyncGenerator<Buffer> {
    const bytes = Buffer.from(body as string);
    if (bytes.length > 0) yield bytes;
  })();
  return readWhole(
    await redactResponse(
      { status, headers, body: chunks, hasLength: true },
      Array.isArray(redactions) ? { masks: redactions } : redactions,
      { method: 'GET', limit: 2 ** 20, maxDepth: 64, jsonTexts: false, keys: KEYS, ...options },
    ),
  );
}

/** Reads a masked response to its end. */
export async function readWhole(response: RedactedResponse): Promise<ReadResponse> {
  const { headers, body } = response;
  const pieces: Buffer[] = [];
  if (Buffer.isBuffer(body)) pieces.push(body);
  else for await (const piece of body) pieces.push(piece);
  return { headers, body: Buffer.concat(pieces), hits: response.hits() };
}

/** Applies each content coding that Regent can undo. */
export const ENCODERS: Readonly<Record<string, (body: Buffer) => Promise<Buffer>>> = {
  gzip: promisify<Buffer, Buffer>(zlib.gzip),
  'x-gzip': promisify<Buffer, Buffer>(zlib.gzip),
  deflate: promisify<Buffer, Buffer>(zlib.deflate),
  br: promisify<Buffer, Buffer>(zlib.brotliCompress),
  zstd: promisify<Buffer, Buffer>(zlib.zstdCompress),
};
