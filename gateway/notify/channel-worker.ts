import { setImmediate } from 'node:timers/promises';
import { Refusal } from '../errors.ts';
import type { Approvals } from '../approval/approvals.ts';
import type { ChannelConfig } from '../types.ts';
import type { ChannelState, Counted, Send, Tuning } from './contract.ts';
import { showDetails } from './facts.ts';
import type { QueueFile } from './queue-file.ts';
import type { Due, Queue } from './queue.ts';
import { isForPeople, OPENING } from './route.ts';
import { pauseAfter } from './schedule.ts';
import { SendFault } from './send-fault.ts';

/** What a channel's worker needs. */
export interface WorkerParts {
  channel: ChannelConfig;
  /** Names the receiver: another one is tried although this one is gone. */
  target: string;
  send: Send;
  queueFile: QueueFile;
  approvals: Pick<Approvals, 'outline'>;
  link: ((approval?: string) => string) | undefined;
  tuning: Tuning;
  /** Milliseconds. */
  giveUpAfter: number;
  /** Between two messages, in milliseconds. */
  pace: number;
  now: () => number;
  count: (what: Counted) => void;
  log: (level: 'info' | 'warn' | 'error', facts: object, message: string) => void;
  signal: AbortSignal;
}

/** How long a worker sleeps at most, so that a clock that jumps does not stop it; milliseconds. */
const LONGEST_SLEEP = 60_000;
/** After so many failures in a row a success says that the receiver is back, and not that one message is bad. */
const IS_DOWN = 3;

/** After a fault of the queue's file, in milliseconds. */
const QUEUE_PAUSE = 5000;

/** What was taken, and is not noted yet. */
interface Unsettled {
  due: Due;
  told: string;
}

/** Sends what is queued for one channel, one after the other, and never rejects. */
export class ChannelWorker {
  readonly #parts: WorkerParts;
  readonly #numbers = { ok: 0, failed: 0 };
  #failures = 0;
  #lastError: string | undefined;
  #disabled = false;
  #wake: () => void = () => undefined;
  #notBefore = 0;
  #unsettled: Unsettled | undefined;

  constructor(parts: WorkerParts) {
    this.#parts = parts;
  }

  /** How it goes; what waits is not counted while the queue cannot be read. */
  state(): ChannelState {
    const { channel, queueFile } = this.#parts;
    const { name, kind } = channel;
    const waiting = queueFile.use((queue) => ({
      dead: queue.countDead(name),
      queued: queue.queued(name),
    }));
    return {
      channel: name,
      kind,
      ...this.#numbers,
      ...(waiting ?? { dead: 0, queued: 0 }),
      ...(this.#lastError !== undefined && { last_error: this.#lastError }),
      ...(this.#disabled && { disabled: true }),
    };
  }

  /** To be called when something may be queued, and once the signal is aborted. */
  wake(): void {
    this.#wake();
  }

  /** Lets it send at once, whatever failed before. */
  reset(): void {
    this.#notBefore = 0;
    this.#failures = 0;
    this.#wake();
  }

  async run(): Promise<void> {
    const { signal } = this.#parts;
    while (!signal.aborted) {
      // Made before the look: a wake in between is not lost.
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#wake = resolve;
      const pause = await this.#step();
      if (pause > 0) await sleep(Math.min(pause, LONGEST_SLEEP), promise);
      // Others have their turn between two messages.
      else await setImmediate();
    }
  }

  /** Sends one message; gives how long to wait for the next, in milliseconds. */
  async #step(): Promise<number> {
    const { channel, target, now, tuning } = this.#parts;
    const wait = this.#notBefore - now();
    if (wait > 0) return Math.min(wait, tuning.channelPause);
    const { queueFile } = this.#parts;
    try {
      const queue = queueFile.get();
      if (!queue) return LONGEST_SLEEP;
      if (this.#unsettled) return this.#settle(queue, this.#unsettled);
      this.#disabled = queue.isDisabled(channel.name, target);
      const due = queue.next(channel.name);
      if (!due) return Math.max(1, (queue.nextDue(channel.name) ?? Infinity) - now());
      if (this.#disabled) this.#bury(queue, due, 'the receiver is gone (410)');
      else await this.#deliver(queue, due);
      return 0;
    } catch (error) {
      if (!(error instanceof Refusal)) queueFile.failed(error);
      this.#notBefore = now() + QUEUE_PAUSE;
      return QUEUE_PAUSE;
    }
  }

  async #deliver(queue: Queue, due: Due): Promise<void> {
    const { send, signal, link, channel, approvals, now, pace, count } = this.#parts;
    const { id, topic, event } = due;
    const approval = event.approval && approvals.outline(event.approval.id);
    const ref = queue.messageRef(channel.name, topic);
    if (isForPeople(channel) && this.#isStale(due, ref, approval?.state)) {
      count('stale');
      queue.remove(due.seq);
      return;
    }
    let told: string;
    try {
      told = await send(
        {
          id,
          topic,
          event,
          shown: showDetails(approval, channel.show),
          // What is of an account is no matter of the inbox.
          ...(link && !event.account && { link: link(event.approval?.id) }),
          ...(ref !== undefined && { ref }),
        },
        signal,
      );
    } catch (error) {
      if (!signal.aborted) this.#fail(queue, due, error);
      return;
    }
    this.#unsettled = { due, told };
    this.#notBefore = now() + pace;
    this.#settle(queue, this.#unsettled);
  }

  /** What was sent is not sent again because the disk was full just then. */
  #settle(queue: Queue, { due, told }: Unsettled): number {
    queue.settle(due, isForPeople(this.#parts.channel) ? told : undefined);
    this.#unsettled = undefined;
    this.#succeed(queue);
    return 0;
  }

  /** People need not be told of a question that is answered, nor of the answer to one that they never saw. */
  #isStale({ event }: Due, ref: string | undefined, state: string | undefined): boolean {
    if (event.kind === 'asked') return state !== 'pending';
    return event.approval !== undefined && !OPENING.has(event.kind) && ref === undefined;
  }

  #succeed(queue: Queue): void {
    const { channel, count, log } = this.#parts;
    this.#numbers.ok += 1;
    count('sent');
    if (this.#lastError !== undefined) {
      log('info', { channel: channel.name }, 'notifications go out again');
    }
    this.#lastError = undefined;
    const wasDown = this.#failures >= IS_DOWN;
    this.#failures = 0;
    if (wasDown) queue.hurry(channel.name);
  }

  #fail(queue: Queue, due: Due, error: unknown): void {
    const { channel, target, tuning, giveUpAfter, now, count, log } = this.#parts;
    const fault = error instanceof SendFault ? error : new SendFault('it failed', { cause: error });
    this.#numbers.failed += 1;
    count('failed');
    this.#note(fault.message);
    if (fault.ends === 'channel') {
      queue.disable(channel.name, target, fault.message);
      log('error', { channel: channel.name }, 'the receiver is gone: it is sent nothing any more');
      return;
    }
    const pause = pauseAfter(due.attempts, fault.retryAfter, tuning);
    // A clock that was set back does not make a message immortal, nor one set forward end it at once.
    const tried = Math.abs(now() - due.triedSince);
    if (fault.ends === 'message' || (due.attempts > 0 && tried + pause > giveUpAfter)) {
      this.#bury(queue, due, fault.message);
    } else {
      queue.retryAt(due.seq, now() + pause, fault.message);
    }
    if (fault.ends === 'message') return;
    this.#failures += 1;
    const wish = Math.min(fault.retryAfter ?? 0, tuning.channelPause);
    const own = Math.min(
      tuning.firstPause * 2 ** Math.min(this.#failures - 1, 20),
      tuning.channelPause,
    );
    this.#notBefore = now() + Math.max(wish, own);
  }

  #bury(queue: Queue, due: Due, error: string): void {
    queue.bury(due, error);
    this.#parts.count('dead');
  }

  /** Said once, not at each attempt. */
  #note(error: string): void {
    const { channel, log } = this.#parts;
    if (this.#lastError === undefined) {
      log('warn', { channel: channel.name, error }, 'notifications do not go out');
    }
    this.#lastError = error;
  }
}

/** Waits for a time, or until it is woken. */
async function sleep(pause: number, woken: Promise<void>): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, pause).unref();
  await Promise.race([promise, woken]);
  clearTimeout(timer);
}
