import type { IncomingMessage } from 'node:http';
import { PassThrough, Readable } from 'node:stream';
import type { CanonicalRequest, RequestBody } from '../types.ts';

/** A message whose body, and with it the head that is sent in front, is held back. */
export interface HeldMessage {
  message: IncomingMessage;
  /** Lets it go. To be called once. */
  open: () => void;
}

/**
 * The canonical request in the shape of a received one, so that the proxy library forwards what the
 * policy saw and never the bytes that came in. The library sends nothing, no head either, before it has read of the body or
 * its end, and there is neither before `open`.
 */
export function writeMessage(
  request: CanonicalRequest,
  extraHeaders: Record<string, string>,
  received: IncomingMessage,
): HeldMessage {
  const { readable, open } = holdBody(request.body);
  const message = Object.assign(readable, {
    method: request.method,
    url: request.queryString === '' ? request.path : `${request.path}?${request.queryString}`,
    headers: { ...request.headers, ...extraHeaders, ...frame(request) },
    httpVersion: '1.1',
    httpVersionMajor: 1,
    httpVersionMinor: 1,
    socket: received.socket,
    connection: received.socket,
  }) as unknown as IncomingMessage;
  return { message, open };
}

function holdBody(body: RequestBody): { readable: Readable; open: () => void } {
  if (body.kind === 'stream') {
    const { stream } = body;
    const readable = new PassThrough();
    stream.on('error', (error: Error) => readable.destroy(error));
    return { readable, open: () => void stream.pipe(readable) };
  }
  const bytes = body.kind === 'none' ? undefined : body.bytes;
  const readable = new Readable({ read: () => undefined });
  const open = (): void => {
    if (bytes) readable.push(bytes);
    readable.push(null);
  };
  return { readable, open };
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
