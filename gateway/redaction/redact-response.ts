import { Refusal } from '../errors.ts';
import type { Mask, MaskHits, Secret } from '../types.ts';
import { decodeBody, tooLarge } from './decode-body.ts';
import { makeHeadersTrue } from './headers.ts';
import { maskJson } from './mask-json.ts';

/** What the upstream answered; headers as name, value, name, value … */
export interface RawResponse {
  status: number;
  headers: readonly string[];
  body: AsyncIterable<Buffer>;
}

/** Settings of the masking of one response. */
export interface RedactionOptions {
  /** Of the request, upper case. */
  method: string;
  /** Bytes that the body may have, as it came and with its content coding undone. */
  limit: number;
  maxDepth: number;
  pseudonymKey?: Secret | undefined;
}

/** A response that the agent may see. */
export interface RedactedResponse {
  /** Name, value, name, value …, with a true `Content-Length` where the response has a body. */
  headers: string[];
  body: Buffer;
  /** For each mask, in their order. */
  hits: MaskHits[];
}

/** `application/json` and what ends in `+json` (RFC 6839 section 3.1), with its parameters. */
const JSON_TYPE = /^(?:application\/json|[\w.!#$&^-]+\/[\w.!#$&^+-]+\+json)[ \t]*(?:;(.*))?$/i;
const CHARSET = /charset/i;
const UTF8 = /^[ \t]*charset=(?:utf-8|"utf-8")[ \t]*$/i;

/**
 * Reads a response whole and masks it, whatever its status. Throws a Refusal: `unmaskable-response`
 * where it cannot be masked surely, `upstream-failed` where it breaks off.
 */
export async function redactResponse(
  response: RawResponse,
  masks: readonly Mask[],
  options: RedactionOptions,
): Promise<RedactedResponse> {
  refusePart(response);
  const bytes = await readWhole(response.body, options.limit);
  if (bytes.length === 0) return redactNothing(response, masks, options.method);
  checkType(single(response.headers, 'content-type'));
  const coding = single(response.headers, 'content-encoding');
  const plain = await decodeBody(bytes, coding, options.limit);
  const { pseudonymKey } = options;
  const { body, hits } = maskJson(plain, masks, {
    maxDepth: options.maxDepth,
    pseudonymKey: pseudonymKey && (() => pseudonymKey.read()),
  });
  return { headers: makeHeadersTrue(response.headers, body.length), body, hits };
}

/** A part of a body cannot be read as JSON, nor a difference (RFC 3229). */
function refusePart({ status, headers }: RawResponse): void {
  if (status === 206 || status === 226 || single(headers, 'content-range') !== undefined) {
    throw unmaskable('The response is a part of a body.');
  }
}

/** No content is not the same as a length of none: HEAD, 204 and 304 have no length of their own. */
function redactNothing(
  { status, headers }: RawResponse,
  masks: readonly Mask[],
  method: string,
): RedactedResponse {
  const hasLength = method !== 'HEAD' && status !== 204 && status !== 304;
  return {
    headers: makeHeadersTrue(headers, hasLength ? 0 : undefined),
    body: Buffer.alloc(0),
    hits: masks.map((mask) => ({ path: mask.path, with: mask.with, count: 0 })),
  };
}

async function readWhole(body: AsyncIterable<Buffer>, limit: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of body) {
      length += chunk.length;
      if (length > limit) throw tooLarge(limit);
      chunks.push(chunk);
    }
  } catch (error) {
    if (error instanceof Refusal) throw error;
    throw new Refusal('upstream-failed', 'The upstream broke off its answer.', {}, error);
  }
  return chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks, length);
}

/** RFC 8259 section 8.1: JSON is UTF-8. Another charset, or two, could be read in another way by the agent. */
function checkType(type: string | undefined): void {
  const match = type === undefined ? null : JSON_TYPE.exec(type.trim());
  const parameters = match?.[1]?.split(';') ?? [];
  const charsets = parameters.filter((parameter) => CHARSET.test(parameter));
  if (!match || charsets.length > 1 || !charsets.every((charset) => UTF8.test(charset))) {
    throw unmaskable('The response is not declared as JSON in UTF-8.');
  }
}

/** The value of a header that may stand once. */
function single(headers: readonly string[], name: string): string | undefined {
  let value: string | undefined;
  for (let index = 0; index < headers.length; index += 2) {
    if (headers[index]!.toLowerCase() !== name) continue;
    if (value !== undefined) throw unmaskable(`The response has the header ${name} twice.`);
    value = headers[index + 1]!;
  }
  return value;
}

function unmaskable(detail: string): Refusal {
  return new Refusal('unmaskable-response', detail);
}
