import { createHash } from 'node:crypto';
import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import type { UpstreamResponse } from './upstream/forward.ts';

/** What the agent got, or will have got once the last byte is let go. */
export interface Delivered {
  bytes: number;
  /** Hex. */
  sha256: string;
}

/** The head of an answer: headers as name, value, name, value … */
export interface Head {
  status: number;
  headers: string[];
}

/** Sends a whole body. `beforeLastByte` runs before anything leaves. */
export async function deliverWhole(
  res: ServerResponse,
  head: Head,
  body: Buffer,
  beforeLastByte: (delivered: Delivered) => Promise<void>,
): Promise<void> {
  await beforeLastByte({ bytes: body.length, sha256: digest(body) });
  res.writeHead(head.status, head.headers);
  res.end(body);
}

/**
 * Passes a body on as it arrives; `delivered` counts what was. What is kept back until `beforeLastByte` has run is the
 * last piece where the body is framed by its length, and the end of the message where it is framed
 * in chunks, so that an event stream is not delayed by an event.
 */
export async function deliverStream(
  res: ServerResponse,
  head: Head,
  response: Pick<UpstreamResponse, 'body' | 'hasLength' | 'trailers'>,
  { signal, delivered }: { signal: AbortSignal; delivered: { bytes: number } },
  beforeLastByte: (delivered: Delivered) => Promise<void>,
): Promise<void> {
  const hash = createHash('sha256');
  const chunked = !response.hasLength && res.req.httpVersion !== '1.0';
  let kept: Buffer | undefined;
  const send = async (piece: Buffer): Promise<void> => {
    if (!res.headersSent) res.writeHead(head.status, head.headers);
    if (!res.write(piece)) await once(res, 'drain', { signal });
  };
  for await (const chunk of response.body) {
    hash.update(chunk);
    delivered.bytes += chunk.length;
    if (chunked) {
      await send(chunk);
    } else {
      if (kept) await send(kept);
      kept = chunk;
    }
  }
  await beforeLastByte({ bytes: delivered.bytes, sha256: hash.digest('hex') });
  if (!res.headersSent) res.writeHead(head.status, head.headers);
  if (chunked) addTrailers(res, response.trailers());
  res.end(kept);
}

function addTrailers(res: ServerResponse, raw: readonly string[]): void {
  const trailers: [string, string][] = [];
  for (let index = 0; index < raw.length; index += 2) trailers.push([raw[index]!, raw[index + 1]!]);
  if (trailers.length > 0) res.addTrailers(trailers);
}

function digest(body: Buffer): string {
  return createHash('sha256').update(body).digest('hex');
}
