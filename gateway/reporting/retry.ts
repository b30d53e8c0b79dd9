import { setTimeout as sleep } from 'node:timers/promises';

/** How attempts are repeated; times in milliseconds. */
export interface RetryOptions {
  first: number;
  last: number;
  /** Hears why an attempt failed. */
  failed: (error: unknown) => void;
  signal: AbortSignal;
}

/** Works until it succeeds, with pauses that double. Throws an AbortError once the signal says so. */
export async function retry<T>(work: () => Promise<T>, options: RetryOptions): Promise<T> {
  const { first, last, failed, signal } = options;
  for (let pause = first; ; pause = Math.min(pause * 2, last)) {
    signal.throwIfAborted();
    try {
      return await work();
    } catch (error) {
      signal.throwIfAborted();
      failed(error);
    }
    // Half of it by chance, so that a thousand gateways do not come back at once.
    await sleep(pause * (0.5 + Math.random() / 2), undefined, { signal });
  }
}
