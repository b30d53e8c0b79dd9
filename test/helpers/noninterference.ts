/** Whether two bodies that differ in what is masked leave as the same bytes. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import zlib from 'node:zlib';
import { Refusal } from '../../gateway/errors.ts';
import { redactResponse } from '../../gateway/redaction/redact-response.ts';
import { KEYS } from '../redaction/helpers.ts';
import type { RandomBody } from './random-body.ts';
import { createRandom, pick, several, type Random } from './random.ts';

/** Makes a random body. */
export type MakeBody = (random: Random) => RandomBody;

const quick = { params: { [zlib.constants.BROTLI_PARAM_QUALITY]: 1 } };
/** By the name of the coding. */
const CODINGS: Readonly<Record<string, (body: Buffer) => Buffer>> = {
  gzip: (body) => zlib.gzipSync(body, { level: 1 }),
  deflate: (body) => zlib.deflateSync(body, { level: 1 }),
  br: (body) => zlib.brotliCompressSync(body, quick),
  zstd: (body) => zlib.zstdCompressSync(body),
};

/** What an upstream sends of a body: with what it tells of it in headers, and cut anywhere. */
export interface Sent {
  headers: string[];
  chunks: Buffer[];
}

/** What an agent sees. */
interface Seen {
  headers: string[];
  left: Buffer;
  /** Code and detail where it was refused; then `left` is what had left before. */
  refusal: string | undefined;
}

/** Bodies that differ only in what is masked, each of which must look like the first of them. */
const BODIES = 33;

/** Of the seeds of one case from those of the next; if it changes, the seeds of `kept` mean other cases. */
const STRIDE = 17;

/** One in so many is sent with a content coding: to undo one takes longer than all the rest. */
const CODED = 64;

/** What there was among the cases: how many bodies differed, and how many were refused. */
export interface Cases {
  count: number;
  varied: number;
  refused: number;
}

/**
 * Holds `count` cases, each made of its seed alone; those of `kept` once failed. Throws what is
 * wrong, with the seed.
 */
export async function holdNoninterference(
  make: MakeBody,
  count: number,
  kept: readonly number[] = [],
): Promise<Cases> {
  const cases = { count: 0, varied: 0, refused: 0 };
  const first = Number(process.env['REGENT_SEED'] ?? Date.now() % 2 ** 31);
  for (let index = -kept.length; cases.count < count; index += 1) {
    const seed = kept.at(index < 0 ? index : kept.length) ?? first + index;
    try {
      // One after the other: many at once would only fill the memory.
      await holdCases(make, seed, cases);
    } catch (error) {
      throw new Error(`seed ${seed}: ${(error as Error).message}`, { cause: error });
    }
  }
  return cases;
}

async function holdCases(make: MakeBody, seed: number, cases: Cases): Promise<void> {
  const body = make(createRandom(seed));
  const [first, ...others] = several(BODIES, () => 0).map((_, variant) => {
    const text = body.write(createRandom(seed * STRIDE + variant));
    return { text, sent: send(body, text, createRandom(~seed * STRIDE + variant)) };
  });
  const one = await see(body, first!.sent);
  for (const { text, sent } of others) {
    if (text !== first!.text) cases.varied += 1;
    if (one.refusal !== undefined) cases.refused += 1;
    cases.count += 1;
    compare(one, await see(body, sent));
  }
}

function compare(one: Seen, other: Seen): void {
  assert.equal(other.refusal, one.refusal, 'refused otherwise');
  if (one.refusal === undefined) {
    assert.deepEqual(other.headers, one.headers);
    assert.equal(other.left.toString(), one.left.toString());
    return;
  }
  // How much had left is for the chunks to decide.
  const [short, long] = [one.left, other.left].toSorted((a, b) => a.length - b.length);
  assert.ok(long!.subarray(0, short!.length).equals(short!), 'what left before differs');
}

/** How an upstream could send it. */
export function send({ contentType }: RandomBody, text: string, random: Random): Sent {
  const plain = Buffer.from(text);
  const coding =
    plain.length > 0 && random(CODED) === 0 ? pick(random, Object.keys(CODINGS)) : undefined;
  const bytes = coding === undefined ? plain : CODINGS[coding]!(plain);
  const digest = createHash('sha256').update(plain).digest('base64');
  const headers = [
    'Content-Type',
    contentType,
    'ETag',
    `"${digest}"`,
    'Digest',
    `SHA-256=${digest}`,
  ];
  if (coding !== undefined) headers.push('Content-Encoding', coding);
  return { headers, chunks: cut(bytes, random) };
}

function cut(bytes: Buffer, random: Random): Buffer[] {
  if (bytes.length === 0) return [];
  // Byte by byte is dear, and so the rarest.
  const mode = random(bytes.length < 200 ? 7 : 6);
  if (mode < 2) return [bytes];
  const few = Math.max(24, Math.ceil(bytes.length / 24));
  const most = mode < 4 ? bytes.length : mode < 6 ? few : 1;
  const chunks: Buffer[] = [];
  for (let at = 0; at < bytes.length;) {
    const length = 1 + random(most);
    chunks.push(bytes.subarray(at, at + length));
    at += length;
  }
  return chunks;
}

async function see(body: RandomBody, { headers, chunks }: Sent): Promise<Seen> {
  const pieces: Buffer[] = [];
  let answered: string[] = [];
  try {
    const length = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
    const redacted = await redactResponse(
      {
        status: 200,
        headers: [...headers, 'Content-Length', String(length)],
        hasLength: true,
        body: stream(chunks),
      },
      body.redactions,
      {
        method: 'GET',
        limit: 2 ** 20,
        maxDepth: 64,
        jsonTexts: body.jsonTexts === true,
        keys: KEYS,
      },
    );
    answered = redacted.headers;
    if (Buffer.isBuffer(redacted.body)) pieces.push(redacted.body);
    else for await (const piece of redacted.body) pieces.push(Buffer.from(piece));
    return { headers: answered, left: Buffer.concat(pieces), refusal: undefined };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const refusal = `${error.code}: ${error.detail}`;
    return { headers: answered, left: Buffer.concat(pieces), refusal };
  }
}

async function* stream(chunks: readonly Buffer[]): AsyncGenerator<Buffer> {
  yield* chunks;
}
