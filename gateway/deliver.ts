import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import type { BodyRecorder } from './ledger/bodies/recorder.ts';
import type { UpstreamResponse } from './upstream/forward.ts';

/** The head of an answer: headers as name, value, name, value … */
export interface Head {
  status: number;
  headers: string[];
}

/** What a delivery counts and records as it goes. */
export interface Delivery {
  signal: AbortSignal;
  /** Of the body. */
  delivered: { bytes: number };
  /** Gets each piece before the agent does; absent where bodies are not recorded. */
  recorder?: BodyRecorder | undefined;
  /** Runs before the last byte leaves. */
  beforeLastByte: () => Promise<void>;
}

/** Sends a whole body. Before `beforeLastByte` has run nothing leaves. */
export async function deliverWhole(
  res: ServerResponse,
  head: Head,
  body: Buffer,
  { delivered, recorder, beforeLastByte }: Delivery,
): Promise<void> {
  await recorder?.write(body);
  delivered.bytes = body.length;
  await beforeLastByte();
  res.writeHead(head.status, head.headers);
  res.end(body);
}

/**
 * Passes a body on as it arrives. What is kept back until `beforeLastByte` has run is the last piece
 * where the body is framed by its length, and the end of the message where it is framed in chunks,
 * so that an event stream is not delayed by an event.
 */
export async function deliverStream(
  res: ServerResponse,
  head: Head,
  response: Pick<UpstreamResponse, 'body' | 'hasLength' | 'trailers'>,
  { signal, delivered, recorder, beforeLastByte }: Delivery,
): Promise<void> {
  const chunked = !response.hasLength && res.req.httpVersion !== '1.0';
  let kept: Buffer | undefined;
  const send = async (piece: Buffer): Promise<void> => {
    if (!res.headersSent) res.writeHead(head.status, head.headers);
    if (!res.write(piece)) await once(res, 'drain', { signal });
  };
  for await (const chunk of response.body) {
    const recording = recorder?.write(chunk);
    if (recording) await recording;
    delivered.bytes += chunk.length;
    if (chunked) {
      await send(chunk);
    } else {
      if (kept) await send(kept);
      kept = chunk;
    }
  }
  await beforeLastByte();
  if (!res.headersSent) res.writeHead(head.status, head.headers);
  if (chunked) addTrailers(res, response.trailers());
  res.end(kept);
}

function addTrailers(res: ServerResponse, raw: readonly string[]): void {
  const trailers: [string, string][] = [];
  for (let index = 0; index < raw.length; index += 2) trailers.push([raw[index]!, raw[index + 1]!]);
  if (trailers.length > 0) res.addTrailers(trailers);
}
