/** How it goes with a channel: what is said of it, and for how long its receiver is left alone. */
import type { ChannelConfig } from '../types.ts';
import type { ChannelState, Counted, Tuning } from './contract.ts';

/** What the health of a channel needs. */
export interface HealthParts {
  channel: ChannelConfig;
  tuning: Tuning;
  now: () => number;
  count: (what: Counted) => void;
  log: (level: 'info' | 'warn' | 'error', facts: object, message: string) => void;
}

/** After so many failures in a row a success says that the receiver is back, and not that one message is bad. */
const IS_DOWN = 3;

/** Of one channel. */
export class ChannelHealth {
  readonly #parts: HealthParts;
  readonly #numbers = { ok: 0, failed: 0 };
  /** In a row. */
  #failures = 0;
  #lastError: string | undefined;
  #notBefore = 0;

  constructor(parts: HealthParts) {
    this.#parts = parts;
  }

  get state(): Pick<ChannelState, 'ok' | 'failed' | 'last_error'> {
    return {
      ...this.#numbers,
      ...(this.#lastError !== undefined && { last_error: this.#lastError }),
    };
  }

  /** How long it is still left alone, in milliseconds; 0 or less where it is not. */
  get wait(): number {
    return this.#notBefore - this.#parts.now();
  }

  /** It is left alone for so long, in milliseconds. */
  rest(pause: number): void {
    this.#notBefore = this.#parts.now() + pause;
  }

  /** It is sent to at once, whatever failed before. */
  reset(): void {
    this.#notBefore = 0;
    this.#failures = 0;
  }

  /** A message went out; gives whether the receiver was down before. */
  succeed(): boolean {
    const { channel, count, log } = this.#parts;
    this.#numbers.ok += 1;
    count('sent');
    if (this.#lastError !== undefined) {
      log('info', { channel: channel.name }, 'notifications go out again');
    }
    this.#lastError = undefined;
    const wasDown = this.#failures >= IS_DOWN;
    this.#failures = 0;
    return wasDown;
  }

  /** An attempt failed, which is logged once, not at each. */
  fail(error: string): void {
    const { channel, count, log } = this.#parts;
    this.#numbers.failed += 1;
    count('failed');
    if (this.#lastError === undefined) {
      log('warn', { channel: channel.name, error }, 'notifications do not go out');
    }
    this.#lastError = error;
  }

  /** It was the receiver's fault, and not the message's: it is left alone the longer, the more often that is so. */
  backOff(wish = 0): void {
    const { firstPause, channelPause } = this.#parts.tuning;
    this.#failures += 1;
    const own = firstPause * 2 ** Math.min(this.#failures - 1, 20);
    this.rest(Math.min(Math.max(wish, own), channelPause));
  }
}
