import { Worker } from 'node:worker_threads';
import type { LastSeen } from '../../bundles/follow/last-good.ts';
import { BundleRefusal } from '../../bundles/refusals.ts';
import type { Trust } from '../../bundles/trust.ts';
import type { CheckedBundle } from '../../bundles/verify.ts';
import { openPolicy, type Policy } from '../decision/policy.ts';
import { checkRedactions } from '../redaction/check-redactions.ts';
import type { BundleRef, PolicyLimits } from '../types.ts';
import { toError, type Answer, type Job, type Order } from './messages.ts';
import type { PreparedImage, PrepareLimits } from './prepare-bundle.ts';

/** A policy that may decide from now on, and its bundle. */
export type PreparedPolicy = BundleRef & {
  policy: Policy;
  /** The bundle's file. */
  bytes: Uint8Array;
};

/** Prepares bundles beside the thread that answers requests, one after the other. */
export interface Preparer {
  /**
   * Verifies a bundle, loads it and runs its smoke tests. Throws BundleRefusal or SetupError where it
   * must not be taken, which includes that preparing it ends its thread; an Error once it is closed.
   */
  prepare(
    bytes: Buffer,
    trust: Trust,
    last: LastSeen | undefined,
  ): Promise<PreparedPolicy & CheckedBundle>;
  /** The same without asking who made it. */
  prepareUnsigned(bytes: Buffer): Promise<PreparedPolicy>;
  /** Ends what is under way. */
  close(): Promise<void>;
}

/** How much a preparation may take. */
export interface PreparerOptions {
  /** Milliseconds. */
  timeout?: number;
  /** Mebibytes of JavaScript's heap: the bundle's data is parsed there. */
  heap?: number;
}

/** Milliseconds from when a memory is found to be unused until this thread has surely let go of it. */
const LET_GO = 5000;

/** Starts the thread, so that the first bundle need not wait for it. */
export function createPreparer(limits: PolicyLimits, options: PreparerOptions = {}): Preparer {
  const { timeout = 120_000, heap = 4096 } = options;
  const { maxSteps, maxMemory } = limits;
  let closed = false;
  // What a thread filled, it gives back itself, once nobody here has it any more.
  const unused = new FinalizationRegistry<{ thread: Worker; id: number }>(({ thread, id }) => {
    setTimeout(() => tell(thread, { release: id }), LET_GO).unref();
  });
  let worker: Worker | undefined = start();
  let turn: Promise<unknown> = Promise.resolve();

  function start(): Worker {
    const started = new Worker(new URL('worker.ts', import.meta.url), {
      workerData: { maxSteps, maxMemory, heap: heap * 1024 * 1024 } satisfies PrepareLimits,
      resourceLimits: { maxOldGenerationSizeMb: heap },
    });
    // What ends it while it is idle is met by the next bundle.
    started.on('error', () => undefined);
    started.on('exit', () => {
      if (worker === started) worker = undefined;
    });
    started.unref();
    return started;
  }

  async function work(job: Job): Promise<PreparedImage> {
    if (closed) throw closing();
    const current = (worker ??= start());
    let answer: Answer;
    try {
      answer = await ask(current, job, timeout);
    } catch (error) {
      await current.terminate();
      if (closed) throw closing();
      worker = start();
      throw new BundleRefusal('not-prepared', (error as Error).message, error);
    }
    if ('failure' in answer) throw toError(answer.failure);
    const { prepared, id } = answer;
    unused.register(prepared.image.memory, { thread: current, id });
    return prepared;
  }

  async function prepareAny(job: Job): Promise<PreparedPolicy & Pick<PreparedImage, 'checked'>> {
    const mine = turn.then(() => work(job));
    turn = mine.catch(() => undefined);
    const { image, ...prepared } = await mine;
    const policy = openPolicy(image, prepared, { maxSteps, checkRedactions });
    return { ...prepared, policy, bytes: job.bytes };
  }

  return {
    async prepare(bytes, trust, last) {
      const { checked, ...prepared } = await prepareAny({ bytes, trust, last });
      return { ...prepared, ...checked! };
    },
    prepareUnsigned: (bytes) => prepareAny({ bytes, trust: 'unsigned', last: undefined }),
    async close() {
      closed = true;
      await worker?.terminate();
      await turn;
    },
  };
}

/** The thread's answer. Throws an Error that says for the operator what became of the thread instead. */
async function ask(worker: Worker, job: Job, timeout: number): Promise<Answer> {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  const fail = (why: string, cause?: unknown): void => reject(new Error(why, { cause }));
  const onError = (error: NodeJS.ErrnoException): void => {
    fail(
      error.code === 'ERR_WORKER_OUT_OF_MEMORY'
        ? 'preparing the bundle took more memory than it may: its data is too large'
        : `preparing the bundle ended its thread: ${error.message}`,
      error,
    );
  };
  const onExit = (): void => fail('preparing the bundle ended its thread');
  const timer = setTimeout(
    () => fail(`preparing the bundle took longer than ${timeout / 1000} s`),
    timeout,
  );
  worker.once('message', resolve).once('error', onError).once('exit', onExit);
  worker.ref();
  try {
    tell(worker, { prepare: job });
    return await promise;
  } finally {
    clearTimeout(timer);
    worker.off('message', resolve).off('error', onError).off('exit', onExit);
    worker.unref();
  }
}

function tell(worker: Worker, order: Order): void {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
  worker.postMessage(order);
}

function closing(): Error {
  return new Error('the gateway is shutting down');
}
