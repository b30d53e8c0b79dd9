/** One held request. */
export interface Holder {
  /** Whether the hold's time is over. */
  readonly over: boolean;
  /** Resolves when there is reason to look again. What happens between two calls is not missed. */
  next(): Promise<void>;
  /** Must be called once, whatever came of it. */
  release(): void;
}

interface Waiting {
  wake: () => void;
}

/** `setTimeout` takes a longer time for none. */
const MAX_TIMER = 2 ** 31 - 1;

/** The requests that this process holds, by the approval that they wait for. */
export class Holders {
  readonly #byApproval = new Map<string, Set<Waiting>>();
  #size = 0;

  /** How many requests are held. */
  get size(): number {
    return this.#size;
  }

  /** Adds a request that is held for `hold` milliseconds, and woken when `signal` aborts. */
  add(approval: string, hold: number, signal: AbortSignal): Holder {
    let over = false;
    let woken = Promise.withResolvers<void>();
    const waiting: Waiting = { wake: () => woken.resolve() };
    const timer = setTimeout(
      () => {
        over = true;
        waiting.wake();
      },
      Math.min(hold, MAX_TIMER),
    );
    signal.addEventListener('abort', waiting.wake);
    const waitings = this.#byApproval.get(approval) ?? new Set();
    this.#byApproval.set(approval, waitings.add(waiting));
    this.#size += 1;
    return {
      get over() {
        return over;
      },
      next: async () => {
        await woken.promise;
        woken = Promise.withResolvers();
      },
      release: () => {
        clearTimeout(timer);
        signal.removeEventListener('abort', waiting.wake);
        waitings.delete(waiting);
        if (waitings.size === 0) this.#byApproval.delete(approval);
        this.#size -= 1;
      },
    };
  }

  /** How many wait for one approval. */
  waitingFor(approval: string): number {
    return this.#byApproval.get(approval)?.size ?? 0;
  }

  /** Wakes those who wait for one approval, the first come first. */
  wake(approval: string): void {
    for (const waiting of this.#byApproval.get(approval) ?? []) waiting.wake();
  }

  /** Wakes everyone. */
  wakeAll(): void {
    for (const approval of this.#byApproval.keys()) this.wake(approval);
  }
}
