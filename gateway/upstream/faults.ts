import { Refusal } from '../errors.ts';

/** Ends a request to the upstream that took too long; told apart from the upstream's own resets. */
export class UpstreamTimeout extends Error {
  override readonly name = 'UpstreamTimeout';
}

const UNREACHABLE = new Set([
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EADDRNOTAVAIL',
]);

/** What the agent is told of a failed call: which of three kinds, and not the upstream's address. */
export function toRefusal(error: Error, connection: string): Refusal {
  const code = (error as NodeJS.ErrnoException).code ?? '';
  if (error instanceof UpstreamTimeout) {
    return new Refusal('upstream-timeout', `${connection} did not answer in time.`, {}, error);
  }
  if (UNREACHABLE.has(code) || code.startsWith('ERR_TLS') || code.includes('CERT')) {
    return new Refusal('upstream-unreachable', `${connection} cannot be reached.`, {}, error);
  }
  return new Refusal('upstream-failed', `${connection} broke off its answer.`, {}, error);
}
