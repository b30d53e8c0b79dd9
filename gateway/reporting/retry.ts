import { setTimeout as sleep } from 'node:timers/promises';
import { Pauses, type PauseLimits } from '../pauses.ts';

/** How attempts are repeated. */
export interface RetryOptions extends PauseLimits {
  /** Hears why an attempt failed. */
  failed: (error: unknown) => void;
  signal: AbortSignal;
}

/** Works until it succeeds, with pauses that double. Throws an AbortError once the signal says so. */
export async function retry<T>(work: () => Promise<T>, options: RetryOptions): Promise<T> {
  const { failed, signal } = options;
  const pauses = new Pauses(options);
  for (;;) {
    signal.throwIfAborted();
    try {
      return await work();
    } catch (error) {
      signal.throwIfAborted();
      failed(error);
    }
    await sleep(pauses.next(), undefined, { signal });
  }
}
