/** How the example answers: JSON with a true length and an entity tag, packed if the client takes that. */
import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { brotliCompress, constants, createBrotliCompress, createGzip, gzip } from 'node:zlib';
import type { Transform } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** A content coding that the example packs with. */
export type Coding = 'br' | 'gzip';

/** Bodies of fewer bytes are sent as they are: packing would not make them smaller. */
const WORTH_PACKING = 1024;
/** Quality 11, zlib's own default, takes 100 times as long. */
const BROTLI_OPTIONS = { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } };

const PACK: Record<Coding, (bytes: Buffer) => Promise<Buffer>> = {
  br: (bytes) => promisify(brotliCompress)(bytes, BROTLI_OPTIONS),
  gzip: (bytes) => promisify(gzip)(bytes),
};

/**
 * Sends JSON text. The entity tag is of the bytes that are sent, so that each coding has its own
 * (RFC 9110, 8.8.3.3); a client that has them already gets 304.
 */
export async function sendJson(
  request: FastifyRequest,
  reply: FastifyReply,
  json: string,
): Promise<FastifyReply> {
  let bytes: Buffer = Buffer.from(json);
  const coding = bytes.length < WORTH_PACKING ? undefined : chooseCoding(request);
  if (coding !== undefined) bytes = await PACK[coding](bytes);
  const tag = `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 22)}"`;
  describeBody(reply, coding).header('etag', tag);
  if (
    request.method !== 'PATCH' &&
    reply.statusCode === 200 &&
    matchesTag(request.headers['if-none-match'], tag)
  ) {
    return reply.code(304).removeHeader('content-type').removeHeader('content-encoding').send();
  }
  return reply.header('content-length', bytes.length).send(bytes);
}

/** Names type and coding of the body that follows. */
export function describeBody(reply: FastifyReply, coding: Coding | undefined): FastifyReply {
  reply.header('content-type', 'application/json; charset=utf-8').header('vary', 'accept-encoding');
  return coding === undefined ? reply : reply.header('content-encoding', coding);
}

/** A stream that packs what is written to it. */
export function createPacker(coding: Coding): Transform {
  return coding === 'br' ? createBrotliCompress(BROTLI_OPTIONS) : createGzip();
}

/** The coding that the client prefers, br where it has no preference; none unless it asks for one (RFC 9110, 12.5.3). */
export function chooseCoding(request: FastifyRequest): Coding | undefined {
  const weights = new Map<string, number>();
  for (const item of (request.headers['accept-encoding'] ?? '').split(',')) {
    const [name = '', parameter = 'q=1'] = item.split(';').map((part) => part.trim().toLowerCase());
    weights.set(name, Number(parameter.replace(/^q=/, '')));
  }
  const weigh = (coding: string) => weights.get(coding) ?? weights.get('*') ?? 0;
  const best = weigh('gzip') > weigh('br') ? 'gzip' : 'br';
  return weigh(best) > 0 && weigh(best) >= (weights.get('identity') ?? 0) ? best : undefined;
}

function matchesTag(header: string | undefined, tag: string): boolean {
  if (header === undefined) return false;
  return header.split(',').some((item) => ['*', tag].includes(item.trim().replace(/^W\//, '')));
}
