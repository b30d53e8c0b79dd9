import { toRefusal } from './faults.ts';
import type { UpstreamResponse } from './forward.ts';

/** A call of an upstream, ready to be sent. */
export interface UpstreamCall {
  /**
   * Sends it, once. Rejects with a Refusal (`upstream-unreachable`, `-timeout`, `-failed`) when no answer comes.
   * `signal` ends it when the agent leaves.
   */
  send(signal: AbortSignal): Promise<UpstreamResponse>;
  /** Lets go of it unsent. */
  drop(): void;
}

/** A request in the proxy library's hands. */
export interface Attempt {
  answered: Promise<UpstreamResponse>;
  /** Lets the library send it. */
  open(): void;
  /** Ends it. */
  release(): void;
}

/** A call that is begun now, or when it is sent. */
export function createCall(
  begin: () => Attempt,
  { now, connection }: { now: boolean; connection: string },
): UpstreamCall {
  let begun = now ? begin() : undefined;
  // The upstream may close the socket before anything is sent, or say something, which then is no answer to this call:
  // it goes by another socket.
  const forsake = (): void => {
    begun?.release();
    begun = undefined;
  };
  begun?.answered.then(forsake, forsake);
  return {
    async send(signal) {
      const attempt = begun ?? begin();
      begun = undefined;
      const leave = (): void => attempt.release();
      signal.addEventListener('abort', leave, { once: true });
      attempt.open();
      try {
        return await attempt.answered;
      } catch (error) {
        signal.removeEventListener('abort', leave);
        attempt.release();
        throw toRefusal(error as Error, connection);
      }
    },
    drop: () => begun?.release(),
  };
}
