import type { IncomingMessage } from 'node:http';
import { Refusal } from '../errors.ts';
import { JsonFault, readJson, toValue } from '../json/read.ts';
import type { ConnectionConfig, Limits, RequestBody } from '../types.ts';
import type { RequestHeaders } from './read-headers.ts';

/** `application/json` and `+json` types (RFC 6839), in UTF-8 if they say a charset at all. */
const JSON_TYPE =
  /^application\/(?:[a-z0-9!#$&^_.-]+\+)?json\s*(?:;\s*charset\s*=\s*"?utf-8"?\s*)?$/i;

/**
 * Reads the body as the connection says. Under `json` anything else than JSON is refused: a body
 * that the policy did not see must not reach the upstream.
 */
export async function readBody(
  raw: IncomingMessage,
  headers: RequestHeaders,
  connection: ConnectionConfig,
  limits: Limits,
): Promise<RequestBody> {
  if (!headers.chunked && !headers.contentLength) return { kind: 'none' };
  if (connection.requestBody === 'stream') {
    return headers.contentLength === undefined
      ? { kind: 'stream', stream: raw }
      : { kind: 'stream', stream: raw, length: headers.contentLength };
  }
  checkType(headers);
  const bytes = await readBytes(raw, limits.bodyBytes, headers.contentLength);
  if (bytes.length === 0) return { kind: 'none' };
  return { kind: 'json', bytes, value: parse(bytes, limits.jsonDepth) };
}

function checkType(headers: RequestHeaders): void {
  const type = headers.others.get('content-type')?.[0];
  if (type === undefined || !JSON_TYPE.test(type)) {
    throw new Refusal('unsupported-body', 'Content-Type must be application/json in UTF-8.');
  }
  if (headers.others.has('content-encoding')) {
    throw new Refusal('unsupported-body', 'Send the body without Content-Encoding.');
  }
}

/** Reads a body whole, to the limit. */
export async function readBytes(
  stream: NodeJS.ReadableStream,
  limit: number,
  announced?: number,
): Promise<Buffer> {
  const tooLarge = new Refusal('body-too-large', `The body may have ${limit} bytes.`);
  if (announced !== undefined && announced > limit) throw tooLarge;
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      length += chunk.length;
      if (length > limit) throw tooLarge;
      chunks.push(chunk);
    }
  } catch (error) {
    if (error instanceof Refusal) throw error;
    throw new Refusal('client-gone', 'The body broke off.', {}, error);
  }
  return chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks, length);
}

function parse(bytes: Buffer, maxDepth: number): unknown {
  try {
    return toValue(readJson(bytes, { maxDepth }), { exactNumbers: true });
  } catch (error) {
    if (!(error instanceof JsonFault)) throw error;
    throw new Refusal(error.code, `The JSON body is refused at byte ${error.offset}.`);
  }
}
