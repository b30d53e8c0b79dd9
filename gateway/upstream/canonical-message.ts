import type { IncomingMessage } from 'node:http';
import { PassThrough, Readable } from 'node:stream';
import type { CanonicalRequest, RequestBody } from '../types.ts';

/**
 * The canonical request in the shape of a received one, so that the proxy library forwards what the
 * policy saw and never the bytes that came in.
 */
export function writeMessage(
  request: CanonicalRequest,
  extraHeaders: Record<string, string>,
  received: IncomingMessage,
): IncomingMessage {
  return Object.assign(readableOf(request.body), {
    method: request.method,
    url: request.queryString === '' ? request.path : `${request.path}?${request.queryString}`,
    headers: { ...request.headers, ...extraHeaders, ...frame(request) },
    httpVersion: '1.1',
    httpVersionMajor: 1,
    httpVersionMinor: 1,
    socket: received.socket,
    connection: received.socket,
  }) as unknown as IncomingMessage;
}

function readableOf(body: RequestBody): Readable {
  if (body.kind === 'stream') {
    const message = new PassThrough();
    body.stream.on('error', (error: Error) => message.destroy(error));
    return body.stream.pipe(message);
  }
  const bytes = body.kind === 'none' ? undefined : body.bytes;
  return new Readable({
    read() {
      if (bytes) this.push(bytes);
      this.push(null);
    },
  });
}

/** The body's framing is ours (RFC 9112 section 6), so that what the client claimed cannot disagree with what is sent. */
function frame({ body, method }: CanonicalRequest): Record<string, string> {
  switch (body.kind) {
    case 'none':
      return method === 'GET' || method === 'HEAD' ? {} : { 'content-length': '0' };
    case 'stream':
      return body.length === undefined
        ? { 'transfer-encoding': 'chunked' }
        : { 'content-length': String(body.length) };
    default:
      return { 'content-length': String(body.bytes.length) };
  }
}
