import type { ServerResponse } from 'node:http';
import { ACCEPTED } from '../early.ts';

/** Milliseconds that a client may take no byte of its bundle, and that it may take for all of it. */
const IDLE_LIMIT = 60_000;
const SEND_LIMIT = 600_000;

/** Bytes that are handed to a connection at once. */
const CHUNK = 64 * 1024;

/** Milliseconds for all of it; and, of bytes that are handed on early, what becomes of them. */
export interface SendOptions {
  limit?: number;
  /** Resolves when they are accepted, and rejects when they are not. */
  verdict?: Promise<void>;
}

/**
 * Ends the answer with the bytes, as fast as the client takes them. All clients share the bytes, and a
 * connection has a chunk of them at a time: TLS encrypts what it is given into memory of its own, which
 * for the whole bundle and ten thousand clients that take it slowly would be gigabytes. One that takes
 * longer than `limit` milliseconds is cut off, or a bundle that was replaced long ago would stay in memory.
 * So is one that was handed bytes early which are not accepted, wherever it is.
 */
export function sendBytes(
  res: ServerResponse,
  bytes: Buffer,
  { limit = SEND_LIMIT, verdict }: SendOptions = {},
): void {
  res.setTimeout(IDLE_LIMIT);
  const end = setTimeout(() => res.destroy(), limit);
  res.once('close', () => clearTimeout(end));
  verdict?.catch(() => res.destroy());
  let sent = 0;
  const send = (): void => {
    for (; bytes.length - sent > CHUNK; sent += CHUNK) {
      if (!res.write(bytes.subarray(sent, sent + CHUNK))) {
        sent += CHUNK;
        return void res.once('drain', send);
      }
    }
    if (verdict === undefined) return void res.end(bytes.subarray(sent));
    res.write(bytes.subarray(sent));
    verdict.then(
      () => res.end(ACCEPTED),
      () => undefined,
    );
  };
  send();
}
