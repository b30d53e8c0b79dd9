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
  /** So long, in milliseconds, the agent may take nothing of what is there for it. */
  patience: number;
}

/** Sends a whole body. Before `beforeLastByte` has run nothing leaves. */
export async function deliverWhole(
  res: ServerResponse,
  head: Head,
  body: Buffer,
  { delivered, recorder, beforeLastByte, patience }: Delivery,
): Promise<void> {
  await recorder?.write(body);
  delivered.bytes = body.length;
  await beforeLastByte();
  res.writeHead(head.status, head.headers);
  end(res, body, patience);
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
  { signal, delivered, recorder, beforeLastByte, patience }: Delivery,
): Promise<void> {
  const chunked = !response.hasLength && res.req.httpVersion !== '1.0';
  let kept: Buffer | undefined;
  const send = async (piece: Buffer): Promise<void> => {
    if (!res.headersSent) res.writeHead(head.status, head.headers);
    if (!res.write(piece)) await drain(res, signal, patience);
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
  end(res, kept, patience);
}

/** Waits until the agent has taken what was written. */
async function drain(res: ServerResponse, signal: AbortSignal, patience: number): Promise<void> {
  const calm = limitSilence(res, patience);
  try {
    await once(res, 'drain', { signal });
  } finally {
    calm();
  }
}

/** The last that is written, with the same patience. */
function end(res: ServerResponse, last: Buffer | undefined, patience: number): void {
  res.end(last);
  // Before Node.js sets its own limit, of a connection that is kept.
  if (res.writableLength > 0) res.prependOnceListener('finish', limitSilence(res, patience));
}

/**
 * Cuts off an agent that takes nothing for `patience` ms, which then counts as gone: it would keep what is held for it for as
 * long as it likes. Ends with the call of what it gives.
 */
function limitSilence(res: ServerResponse, patience: number): () => void {
  const { socket } = res.req;
  // While bytes are waiting a socket that still sends is not idle.
  const begin = (): void => void socket.setTimeout(patience);
  // An answer that waits for the one before it on the connection is not the agent's silence.
  if (res.socket) begin();
  else res.once('socket', begin);
  return () => {
    res.off('socket', begin);
    socket.setTimeout(0);
  };
}

function addTrailers(res: ServerResponse, raw: readonly string[]): void {
  const trailers: [string, string][] = [];
  for (let index = 0; index < raw.length; index += 2) trailers.push([raw[index]!, raw[index + 1]!]);
  if (trailers.length > 0) res.addTrailers(trailers);
}
