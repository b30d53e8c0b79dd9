import { setImmediate } from 'node:timers/promises';
import { Refusal } from '../errors.ts';
import type { Approvals } from '../approval/approvals.ts';
import { ChannelHealth, type HealthParts } from './channel-health.ts';
import type { ChannelState, Send } from './contract.ts';
import { showDetails } from './facts.ts';
import type { QueueFile } from './queue-file.ts';
import type { Due, Queue } from './queue.ts';
import { isForPeople, OPENING } from './route.ts';
import { pauseAfter } from './schedule.ts';
import { SendFault } from './send-fault.ts';

/** What a channel's worker needs. */
export interface WorkerParts extends HealthParts {
  /** Names the receiver: another one is tried although this one is gone. */
  target: string;
  send: Send;
  queueFile: QueueFile;
  approvals: Pick<Approvals, 'outline'>;
  link: ((approval?: string) => string) | undefined;
  /** Milliseconds. */
  giveUpAfter: number;
  /** Between two messages, in milliseconds. */
  pace: number;
  signal: AbortSignal;
}

/** How long a worker sleeps at most, so that a clock that jumps does not stop it; milliseconds. */
const LONGEST_SLEEP = 60_000;
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
  readonly #health: ChannelHealth;
  #disabled = false;
  #wake: () => void = () => undefined;
  #unsettled: Unsettled | undefined;

  constructor(parts: WorkerParts) {
    this.#parts = parts;
    this.#health = new ChannelHealth(parts);
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
      ...this.#health.state,
      ...(waiting ?? { dead: 0, queued: 0 }),
      ...(this.#disabled && { disabled: true }),
    };
  }

  /** To be called when something may be queued, and once the signal is aborted. */
  wake(): void {
    this.#wake();
  }

  /** Lets it send at once, whatever failed before. */
  reset(): void {
    this.#health.reset();
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
    const { wait } = this.#health;
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
      this.#health.rest(QUEUE_PAUSE);
      return QUEUE_PAUSE;
    }
  }

  async #deliver(queue: Queue, due: Due): Promise<void> {
    const { send, signal, link, channel, approvals, pace, count } = this.#parts;
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
    this.#health.rest(pace);
    this.#settle(queue, this.#unsettled);
  }

  /** What was sent is not sent again because the disk was full just then. */
  #settle(queue: Queue, { due, told }: Unsettled): number {
    queue.settle(due, isForPeople(this.#parts.channel) ? told : undefined);
    this.#unsettled = undefined;
    if (this.#health.succeed()) queue.hurry(this.#parts.channel.name);
    return 0;
  }

  /** People need not be told of a question that is answered, nor of the answer to one that they never saw. */
  #isStale({ event }: Due, ref: string | undefined, state: string | undefined): boolean {
    if (event.kind === 'asked') return state !== 'pending';
    return event.approval !== undefined && !OPENING.has(event.kind) && ref === undefined;
  }

  #fail(queue: Queue, due: Due, error: unknown): void {
    const { channel, target, tuning, giveUpAfter, now, log } = this.#parts;
    const fault = error instanceof SendFault ? error : new SendFault('it failed', { cause: error });
    this.#health.fail(fault.message);
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
    if (fault.ends !== 'message') this.#health.backOff(fault.retryAfter);
  }

  #bury(queue: Queue, due: Due, error: string): void {
    queue.bury(due, error);
    this.#parts.count('dead');
  }
}

/** Waits for a time, or until it is woken. */
async function sleep(pause: number, woken: Promise<void>): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, pause).unref();
  await Promise.race([promise, woken]);
  clearTimeout(timer);
}
