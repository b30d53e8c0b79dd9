import { Refusal } from '../errors.ts';
import { ask } from './ask.ts';
import type { Core } from './core.ts';
import { decide, show } from './decide.ts';
import { Holders } from './holders.ts';
import { refusals } from './refusals.ts';
import { toApproval, toApprovalStep } from './rows.ts';
import { openStore } from './store.ts';
import type { Approvals, ApprovalsOptions } from './types.ts';

export type * from './types.ts';

/**
 * Opens the ask step.
 *
 * Each step of an approval is claimed in the database by compare-and-set, then recorded, and only
 * then takes effect. So nothing happens that is not on record, and of many who want a step one gets it.
 *
 * Throws a SetupError where the file cannot be used.
 */
export function openApprovals(options: ApprovalsOptions): Approvals {
  const core = createCore(options);
  const { store, holders } = core;
  const running = new Set<Promise<unknown>>();

  /** `close` waits for what is run here. */
  async function run<T>(work: () => Promise<T>): Promise<T> {
    if (core.closed) throw refusals.closing();
    const promise = work();
    running.add(promise);
    try {
      return await promise;
    } finally {
      running.delete(promise);
    }
  }

  let sweep: Promise<void> | undefined;
  /** One sweep at a time: who asks for another meanwhile gets that one. */
  const expire = (): Promise<void> =>
    (sweep ??= recordLeft(core).finally(() => (sweep = undefined)));

  let failing = false;
  async function look(): Promise<void> {
    try {
      if (store.changedElsewhere()) holders.wakeAll();
      await run(expire);
      if (failing) options.log?.info({}, 'approvals work again');
      failing = false;
    } catch (error) {
      // Logged once, not each second; and who is held meets the fault now rather than at the end.
      if (!failing && !core.closed) options.log?.error({ err: error }, 'approvals fail');
      failing = true;
      holders.wakeAll();
    }
  }

  const timer = setInterval(() => void look(), options.poll ?? 1000).unref();
  void look();

  return {
    ask: (...args) => run(() => ask(core, ...args)),
    decide: (...args) => run(() => decide(core, ...args)),
    list: (filter = {}) =>
      store.list({ state: filter.state ?? null, group: filter.group ?? null }).map(toApproval),
    get: (id) => show(core, id),
    expire: () => run(expire),
    erase: (exchanges) => {
      store.erase(exchanges);
      holders.wakeAll();
    },
    held: () => holders.size,
    close: async () => {
      if (core.closed) return;
      core.closed = true;
      clearInterval(timer);
      holders.wakeAll();
      await Promise.allSettled(running);
      store.close();
    },
  };
}

function createCore(options: ApprovalsOptions): Core {
  const now = options.now ?? Date.now;
  return {
    store: openStore(options.file, now),
    holders: new Holders(),
    hold: options.hold,
    maxHeld: options.maxHeld,
    maxPendingPerIdentity: options.maxPendingPerIdentity ?? 100,
    instructions: options.instructions ?? '',
    closed: false,
    now,
    record: async (row) => {
      try {
        await options.record(toApprovalStep(row));
      } catch (error) {
        throw error instanceof Refusal ? error : refusals.unrecorded(error);
      }
    },
  };
}

/** Closes what is past its deadline, and records what nobody records. */
async function recordLeft({ store, holders, record }: Core): Promise<void> {
  for (const row of store.takeLeft()) {
    await record(row);
    store.publish(row);
    holders.wake(row.id);
  }
}
