/** `setTimeout` takes a longer time for none. */
const MAX_TIMER = 2 ** 31 - 1;

/** One held request. Small, and without closures of its own: there may be many thousands, and a collector of garbage visits each. */
export interface Holder {
  /** Whether the hold's time is over. */
  readonly over: boolean;
  /** Whether the agent has left. */
  readonly left: boolean;
  /** Resolves when there is reason to look again. What happens between two calls is not missed. */
  next(): Promise<void>;
  /** Must be called once, whatever came of it. */
  release(): void;
}

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
    const waiting = new Waiting(this, approval, hold, signal);
    const waitings = this.#byApproval.get(approval) ?? new Set();
    this.#byApproval.set(approval, waitings.add(waiting));
    this.#size += 1;
    return waiting;
  }

  /** Takes one out that `add` gave. */
  remove(approval: string, waiting: Waiting): void {
    const waitings = this.#byApproval.get(approval);
    if (waitings?.delete(waiting) !== true) return;
    if (waitings.size === 0) this.#byApproval.delete(approval);
    this.#size -= 1;
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

class Waiting implements Holder {
  readonly #holders: Holders;
  readonly #approval: string;
  readonly #signal: AbortSignal;
  readonly #timer: NodeJS.Timeout;
  over = false;
  #woken = false;
  #resolve: (() => void) | undefined;

  constructor(holders: Holders, approval: string, hold: number, signal: AbortSignal) {
    this.#holders = holders;
    this.#approval = approval;
    this.#signal = signal;
    this.#timer = setTimeout(end, Math.min(hold, MAX_TIMER), this);
    signal.addEventListener('abort', this);
  }

  get left(): boolean {
    return this.#signal.aborted;
  }

  /** The signal's. */
  handleEvent(): void {
    this.wake();
  }

  wake(): void {
    this.#woken = true;
    this.#resolve?.();
  }

  async next(): Promise<void> {
    if (!this.#woken) await new Promise<void>((resolve) => (this.#resolve = resolve));
    this.#woken = false;
    this.#resolve = undefined;
  }

  release(): void {
    clearTimeout(this.#timer);
    this.#signal.removeEventListener('abort', this);
    this.#holders.remove(this.#approval, this);
  }
}

function end(waiting: Waiting): void {
  waiting.over = true;
  waiting.wake();
}
