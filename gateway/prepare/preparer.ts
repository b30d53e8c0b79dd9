import type { LastSeen } from '../../bundles/follow/last-good.ts';
import { BundleRefusal } from '../../bundles/refusals.ts';
import type { Trust } from '../../bundles/trust.ts';
import type { CheckedBundle } from '../../bundles/verify.ts';
import { openPolicy, type Policy } from '../decision/policy.ts';
import { InTurn } from '../in-turn.ts';
import { checkRedactions } from '../redaction/check-redactions.ts';
import type { BundleRef, PolicyLimits } from '../types.ts';
import type { Job } from './messages.ts';
import type { CheckedImage } from './prepare-bundle.ts';
import { PrepareThread, ThreadLost, type Made } from './thread.ts';

/** A policy that may decide from now on, and its bundle. */
export type PreparedPolicy = BundleRef & {
  policy: Policy;
  /**
   * To be called when nobody asks the policy any more, which denies from then on: its memory is filled
   * again. Without it that is only found out when garbage is collected.
   */
  close: () => void;
  /** The bundle's file. */
  bytes: Uint8Array;
};

/** What is found out about a bundle that is only checked; both reject as `prepare` does. */
export interface Checking {
  /** That its signature, files, sequence and times hold, known before its policy is loaded. */
  verified: Promise<CheckedBundle>;
  /** That it may decide. */
  usable: Promise<void>;
}

/** Prepares bundles beside the thread that answers requests, one after the other. */
export interface Preparer {
  /**
   * Verifies a bundle, loads it and runs its smoke tests. Throws BundleRefusal or SetupError where it
   * must not be taken, which includes that preparing it ends its thread; an Error once it is closed.
   * `verified` is told of it when signature, files, sequence and times hold, before its policy is loaded.
   */
  prepare(
    bytes: Buffer,
    trust: Trust,
    last: LastSeen | undefined,
    verified?: (bundle: CheckedBundle) => void,
  ): Promise<PreparedPolicy & CheckedBundle>;
  /** The same without asking who made it. */
  prepareUnsigned(bytes: Buffer): Promise<PreparedPolicy>;
  /** The same as `prepare`, for whoever only wants to know. */
  check(bytes: Buffer, trust: Trust, last: LastSeen | undefined): Checking;
  /** Ends what is under way. */
  close(): Promise<void>;
}

type Tell = (bundle: CheckedBundle) => void;

/** How much a preparation may take. */
export interface PreparerOptions {
  /** Milliseconds. */
  timeout?: number;
  /** Mebibytes of JavaScript's heap: the bundle's data is parsed there. */
  heap?: number;
}

/** Starts the thread, so that the first bundle need not wait for it. */
export function createPreparer(limits: PolicyLimits, options: PreparerOptions = {}): Preparer {
  const { timeout = 120_000, heap = 4096 } = options;
  const { maxSteps, maxMemory } = limits;
  let closed = false;
  let thread: PrepareThread | undefined = start();
  const inTurn = new InTurn();

  function start(): PrepareThread {
    const started = new PrepareThread({ maxSteps, maxMemory, heap: heap * 1024 * 1024 }, () => {
      if (thread === started) thread = undefined;
    });
    return started;
  }

  async function work(job: Job, verified?: Tell): Promise<{ made: Made; by: PrepareThread }> {
    if (closed) throw closing();
    const by = (thread ??= start());
    try {
      return { made: await by.prepare(job, timeout, verified), by };
    } catch (error) {
      if (!(error instanceof ThreadLost)) throw error;
      await by.end();
      if (closed) throw closing();
      thread = start();
      throw new BundleRefusal('not-prepared', error.message, error);
    }
  }

  async function open(
    job: Omit<Job, 'use'>,
    verified?: Tell,
  ): Promise<PreparedPolicy & CheckedImage> {
    const { made, by } = await inTurn.run(() => work({ ...job, use: true }, verified));
    if (!('image' in made)) throw new Error('the preparing thread gave no policy');
    const { image, id, ...bundle } = made;
    const policy = openPolicy(image, bundle, { maxSteps, checkRedactions });
    let open = true;
    const close = (): void => {
      if (open) by.giveBack(id, image, policy.close());
      open = false;
    };
    return { ...bundle, policy, close, bytes: job.bytes };
  }

  return {
    async prepare(bytes, trust, last, verified) {
      const { checked, ...prepared } = await open({ bytes, trust, last }, verified);
      return { ...prepared, ...checked! };
    },
    prepareUnsigned: (bytes) => open({ bytes, trust: 'unsigned', last: undefined }),
    check(bytes, trust, last) {
      const { promise: verified, resolve, reject } = Promise.withResolvers<CheckedBundle>();
      const job = { bytes, trust, last, use: false };
      const usable = inTurn.run(() => work(job, resolve)).then(() => undefined);
      usable.catch(reject);
      return { verified, usable };
    },
    async close() {
      closed = true;
      await thread?.end();
      await inTurn.ended();
    },
  };
}

function closing(): Error {
  return new Error('the gateway is shutting down');
}
