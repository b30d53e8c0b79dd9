import { Refusal } from '../errors.ts';
import type { LocatedHits } from '../types.ts';
import type { BodyMasker } from './contract.ts';
import { createDecoder } from './forms/decode-stream.ts';
import { makeHeadersTrue } from './headers.ts';
import { holdStart } from './hold-start.ts';
import { lendMemory } from './lend-memory.ts';
import { maskBody, type MaskedBody } from './mask-body.ts';
import { maskHeaders } from './mask-headers.ts';
import { maskPieces } from './mask-pieces.ts';
import type { MaskKeys } from './methods/keyring.ts';
import { createReplacers } from './methods/replace.ts';
import type { Redactions } from './redactions.ts';
import { Room } from './stream/room.ts';
import { Tally } from './tally.ts';

/** What the upstream answered; headers as name, value, name, value … */
export interface RawResponse {
  status: number;
  headers: readonly string[];
  /** Whether a `Content-Length` came. */
  hasLength: boolean;
  body: AsyncIterable<Buffer>;
}

/** Settings of the masking of one response. */
export interface RedactionOptions {
  /** Of the request, upper case. */
  method: string;
  /** Bytes of the body that may be held at once. */
  limit: number;
  /** Nesting that a JSON body may have. */
  maxDepth: number;
  /** Whether what is declared as JSON may be several JSON texts. */
  jsonTexts: boolean;
  keys: MaskKeys;
  /** Makes what reads the body before it is masked, by its Content-Type. It throws as masking does. */
  read?: (contentType: string | undefined) => MaskedBody;
}

/** A response that the agent may see. */
export interface RedactedResponse {
  /** Name, value, name, value …, with a true `Content-Length` where the body's length is known. */
  headers: string[];
  /** A Buffer where it is known whole. Reading it on may throw as `redactResponse` does. */
  body: Buffer | AsyncIterable<Buffer>;
  /** Whether the headers tell the length of the body. */
  hasLength: boolean;
  /** What each mask has hit so far; all of it once the body has been read. */
  hits: () => LocatedHits[];
  /** To be called, if at all, once the system has the whole body: its memory is used again. */
  giveBack?: () => void;
}

/** So much of a masked body is held before the head leaves, so that a fault in it can still be told. */
const HELD_START = 131_072;

/**
 * Masks a response, whatever its status, as it arrives. Throws a Refusal: `unmaskable-response` where
 * it cannot be masked surely, `upstream-failed` where it breaks off.
 */
export async function redactResponse(
  response: RawResponse,
  redactions: Redactions,
  options: RedactionOptions,
): Promise<RedactedResponse> {
  const tally = new Tally(redactions);
  const hits = (): LocatedHits[] => tally.entries();
  const replacers = createReplacers(options.keys);
  const masked = maskHeaders(
    response.headers,
    redactions.headers ?? [],
    replacers.replaceText,
    tally.headers,
  );
  tally.requireHeaderMatches();
  const isMasked = redactions.masks !== undefined || redactions.detect !== undefined;
  if (!isMasked && !options.read) {
    return { headers: masked, body: response.body, hasLength: response.hasLength, hits };
  }
  refusePart(response);
  const source = readOn(response.body);
  const first = await source.next();
  if (first.done === true) {
    const headers = describeEmpty(masked, response.status, options.method);
    return { headers, body: EMPTY, hasLength: true, hits };
  }
  const contentType = single(response.headers, 'content-type');
  const reading = options.read?.(contentType);
  const length = Number(single(response.headers, 'content-length') ?? 0);
  const loan = isMasked ? lendMemory(length) : undefined;
  const room = loan && new Room(loan.bytes);
  const masking = isMasked
    ? maskBody(contentType, redactions, { ...options, replacers, room }, tally)
    : reading!;
  const masker = isMasked ? masking.masker : AS_IT_IS;
  const decode = createDecoder(single(response.headers, 'content-encoding'), Infinity);
  const chunks = decode(startingWith(first.value, source));
  const all = inOne(masker, reading?.masker, tally);
  const body = masking.isEvents
    ? maskPieces(chunks, all)
    : await holdStart(chunks, all, heldStart(redactions, options.limit));
  const whole = Buffer.isBuffer(body) ? body.length : undefined;
  return {
    headers: makeHeadersTrue(masked, whole),
    body,
    hasLength: whole !== undefined,
    hits,
    ...(loan && { giveBack: loan.release }),
  };
}

const EMPTY = Buffer.alloc(0);

/** Of a body that is only read. */
const AS_IT_IS: BodyMasker = { write: (chunk) => chunk, end: () => EMPTY };

/** Whether a mask hits at all is known at the end: until then, or to the limit, nothing leaves. */
function heldStart({ masks = [], detect = [] }: Redactions, limit: number): number {
  const mustMatch = [...masks, ...detect].some((rule) => rule.must_match === true);
  return mustMatch ? Math.max(limit, HELD_START) : HELD_START;
}

/** Masks what the reader has read, and at the end looks whether what must be hit was. */
function inOne(masker: BodyMasker, reader: BodyMasker | undefined, tally: Tally): BodyMasker {
  return {
    write(chunk) {
      reader?.write(chunk);
      return masker.write(chunk);
    },
    end() {
      reader?.end();
      const rest = masker.end();
      tally.requireBodyMatches();
      return rest;
    },
  };
}

/** The body without empty chunks; what breaks off is the upstream's fault. */
async function* readOn(body: AsyncIterable<Buffer>): AsyncGenerator<Buffer, undefined> {
  try {
    for await (const chunk of body) if (chunk.length > 0) yield chunk;
    return undefined;
  } catch (error) {
    if (error instanceof Refusal) throw error;
    throw new Refusal('upstream-failed', 'The upstream broke off its answer.', {}, error);
  }
}

/** The body with its first chunk, which was read, before the rest. */
function startingWith(
  first: Buffer,
  rest: AsyncGenerator<Buffer, undefined>,
): AsyncIterable<Buffer> {
  let read: IteratorResult<Buffer, undefined> | undefined = { value: first, done: false };
  return {
    [Symbol.asyncIterator]: () => ({
      next: () => {
        const result = read ? Promise.resolve(read) : rest.next();
        read = undefined;
        return result;
      },
      return: () => rest.return(undefined),
    }),
  };
}

/** A part of a body cannot be read as what it is a part of, nor a difference (RFC 3229). */
function refusePart({ status, headers }: RawResponse): void {
  if (status === 206 || status === 226 || single(headers, 'content-range') !== undefined) {
    throw unmaskable('The response is a part of a body.');
  }
}

/** No content is not the same as a length of none: HEAD, 204 and 304 have no length of their own. */
function describeEmpty(headers: readonly string[], status: number, method: string): string[] {
  const hasLength = method !== 'HEAD' && status !== 204 && status !== 304;
  return makeHeadersTrue(headers, hasLength ? 0 : undefined);
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
