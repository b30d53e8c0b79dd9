/** Uploads the status (https://www.openpolicyagent.org/docs/management-status): the latest, whatever went before. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { UploadState } from './contract.ts';
import { retry, type RetryOptions } from './retry.ts';
import { describeFault, send, type Receiver } from './send.ts';

/** What the upload needs; `every` in milliseconds. */
export interface StatusOptions {
  receiver: Receiver;
  status: () => object;
  every: number;
  pauses: Pick<RetryOptions, 'first' | 'last'>;
  log: (level: 'info' | 'warn', facts: object, message: string) => void;
  signal: AbortSignal;
}

/** Uploads at the start, when it is told of a change, and from time to time. */
export class StatusUpload {
  readonly #options: StatusOptions;
  readonly #state: UploadState = {};
  #change = new AbortController();

  constructor(options: StatusOptions) {
    this.#options = options;
  }

  /** How it goes. */
  get state(): UploadState {
    return { ...this.#state };
  }

  /** Uploads at once what is the status now. */
  changed(): void {
    this.#change.abort();
  }

  /** Uploads until the signal ends it; never rejects. */
  async run(): Promise<void> {
    const { signal, every } = this.#options;
    while (!signal.aborted) {
      // Before the status is read: a change meanwhile cuts the pause short.
      this.#change = new AbortController();
      const pause = AbortSignal.any([signal, this.#change.signal]);
      await this.#upload().catch(() => undefined);
      await sleep(every, undefined, { signal: pause }).catch(() => undefined);
    }
  }

  async #upload(): Promise<void> {
    const { pauses, signal } = this.#options;
    await retry(() => this.#attempt(), {
      ...pauses,
      signal,
      failed: (error) => this.#note(describeFault(error)),
    });
  }

  async #attempt(): Promise<void> {
    const { receiver, status, signal } = this.#options;
    const refused = await send(receiver, Buffer.from(JSON.stringify(status())), {}, signal);
    if (refused !== undefined) {
      // The next one may do better; this one will not.
      this.#note(`the server refuses the status with ${String(refused)}`);
      return;
    }
    this.#state.last_upload = new Date().toISOString();
    delete this.#state.fault;
  }

  #note(fault: string): void {
    if (this.#state.fault !== fault) {
      this.#options.log('warn', { fault }, 'the status was not uploaded');
    }
    this.#state.fault = fault;
  }
}
