import { promisify } from 'node:util';
import zlib from 'node:zlib';
import { Refusal } from '../../gateway/errors.ts';
import { readJson, type JsonNode } from '../../gateway/json/read.ts';
import { Document } from '../../gateway/redaction/document.ts';
import { maskJson } from '../../gateway/redaction/mask-json.ts';
import {
  redactResponse,
  type RedactedResponse,
  type RedactionOptions,
} from '../../gateway/redaction/redact-response.ts';
import type { Mask } from '../../gateway/types.ts';

export const KEY = 'k'.repeat(32);

/** A mask; `redact` unless `more` says otherwise. */
export function mask(path: string, more: Partial<Mask> = {}): Mask {
  return { path, with: 'redact', ...more };
}

/** The masked text of a JSON text. */
export function maskText(text: string | Buffer, masks: Mask[], maxDepth = 100): string {
  const options = { maxDepth, pseudonymKey: () => KEY };
  return maskJson(Buffer.from(text as string), masks, options).body.toString();
}

/** How often each mask hit. */
export function countHits(text: string, masks: Mask[]): number[] {
  const { hits } = maskJson(Buffer.from(text), masks, { maxDepth: 100, pseudonymKey: () => KEY });
  return hits.map(({ count }) => count);
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

/** Masks a response; JSON, status 200 and a limit of 1 MiB unless told otherwise. */
export async function redact(
  body: Buffer | string,
  masks: Mask[],
  more: { status?: number; headers?: string[] } & Partial<RedactionOptions> = {},
): Promise<RedactedResponse> {
  const { status = 200, headers = ['Content-Type', 'application/json'], ...options } = more;
  const chunks = (async function* send(): AsyncGenerator<Buffer> {
    const bytes = Buffer.from(body as string);
    if (bytes.length > 0) yield bytes;
  })();
  return redactResponse({ status, headers, body: chunks }, masks, {
    method: 'GET',
    limit: 2 ** 20,
    maxDepth: 64,
    pseudonymKey: { read: () => KEY },
    ...options,
  });
}

/** Applies each content coding that Regent can undo. */
export const ENCODERS: Readonly<Record<string, (body: Buffer) => Promise<Buffer>>> = {
  gzip: promisify<Buffer, Buffer>(zlib.gzip),
  'x-gzip': promisify<Buffer, Buffer>(zlib.gzip),
  deflate: promisify<Buffer, Buffer>(zlib.deflate),
  br: promisify<Buffer, Buffer>(zlib.brotliCompress),
  zstd: promisify<Buffer, Buffer>(zlib.zstdCompress),
};
