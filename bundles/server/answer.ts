import type { IncomingMessage, ServerResponse } from 'node:http';
import { ServerRefusal } from './problems.ts';

/** Throws ServerRefusal for another method. */
export function allow(req: IncomingMessage, ...methods: string[]): void {
  if (methods.includes(req.method ?? '')) return;
  throw new ServerRefusal('method-not-allowed', `Here is allowed: ${methods.join(', ')}.`);
}

/** Answers with JSON. */
export function sendJson(res: ServerResponse, status: number, value: unknown): void {
  sendText(res, status, 'application/json', JSON.stringify(value));
}

/** Answers with a text of this type, which no cache keeps. */
export function sendText(res: ServerResponse, status: number, type: string, text: string): void {
  res.writeHead(status, {
    'Content-Type': type,
    'Content-Length': Buffer.byteLength(text),
    'Cache-Control': 'no-store',
  });
  res.end(res.req.method === 'HEAD' ? undefined : text);
}
