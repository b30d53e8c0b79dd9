import { randomUUIDv7 } from 'node:crypto';
import type { Socket } from 'node:net';
import { Refusal, type ErrorCode } from './errors.ts';
import type { Gateway } from './exchange.ts';
import { newExchangeKey } from './ledger/seal/exchange-key.ts';
import { sealPart } from './ledger/seal/part.ts';
import { describeProblem, formatRawProblem } from './problem.ts';

/** An error of Node's HTTP parser or of its timers. */
export interface ParserError extends Error {
  code?: string;
}

/** Milliseconds that a client has to read why, and to close. */
const LINGER = 2000;

/** Node's error codes, and what they mean here. */
const CODES: Record<string, [ErrorCode, string]> = {
  HPE_HEADER_OVERFLOW: ['headers-too-large', 'Send fewer or shorter headers.'],
  HPE_UNEXPECTED_CONTENT_LENGTH: ['conflicting-length', 'Send the length of the body once.'],
  HPE_INVALID_CONTENT_LENGTH: ['conflicting-length', 'Content-Length must be decimal digits.'],
  HPE_INVALID_TRANSFER_ENCODING: ['conflicting-length', 'Send Content-Length or chunks, not both.'],
  HPE_INVALID_URL: ['invalid-target', 'The request target cannot be read.'],
  HPE_INVALID_METHOD: ['method-unsupported', 'The method is not one that Regent forwards.'],
  ERR_HTTP_REQUEST_TIMEOUT: ['request-timeout', 'Send the request faster.'],
};

/**
 * Answers what Node's parser would not hand on, in the form of every other refusal, and counts it.
 * A socket on which an answer has begun is cut instead: these words would be taken for a part of it.
 */
export function refuseUnparsed(
  error: ParserError | Refusal,
  socket: Socket,
  answerHasBegun: boolean,
  gateway: Gateway,
): void {
  const isReset = !(error instanceof Refusal) && error.code === 'ECONNRESET';
  if (isReset || !socket.writable) {
    socket.destroy();
    return;
  }
  const refusal = error instanceof Refusal ? error : translate(error);
  const id = randomUUIDv7();
  count(id, refusal, socket, gateway);
  gateway.metrics.refused(refusal.code);
  if (answerHasBegun) socket.destroy();
  else endSocket(socket, formatRawProblem(describeProblem(refusal, id, false)));
}

/** Not at once, for what is still on its way in would make the answer be lost; and not whenever the client likes to close. */
function endSocket(socket: Socket, text: string): void {
  const cut = setTimeout(() => socket.destroy(), LINGER);
  socket.once('close', () => clearTimeout(cut));
  socket.end(text);
}

function count(id: string, refusal: Refusal, socket: Socket, gateway: Gateway): void {
  const { code, status, detail } = refusal;
  const session = gateway.evidence.sessions.own;
  const key = newExchangeKey(id, session);
  const sealed = sealPart(key, 'refusal', Buffer.from(JSON.stringify({ detail })));
  const client = socket.remoteAddress ?? '';
  const data = { id, session: session.id, code, status, client, sealed };
  gateway.ledger.countRefusal(data, { exchange: key });
}

function translate(error: ParserError): Refusal {
  const [code, detail] = CODES[error.code ?? ''] ?? [
    'malformed-request',
    'The request is not well-formed HTTP/1.1.',
  ];
  return new Refusal(code, detail, {}, error);
}
