import { Refusal } from '../errors.ts';
import { ask } from './ask.ts';
import type { Approvals, ApprovalsOptions } from './contract.ts';
import { recordRow, publishRow, type Core } from './core.ts';
import { decide, review, revoke } from './decide.ts';
import { delegate, endDelegation, listDelegations } from './delegations.ts';
import { Holders } from './holders.ts';
import { status, withdraw } from './own.ts';
import { createPasskeys } from './passkeys/passkeys.ts';
import { redecide } from './redecide.ts';
import { refusals } from './refusals.ts';
import { list, maySee, outline, seesAny, show } from './show.ts';
import { openStore } from './store.ts';
import { Turns } from './turns.ts';
import type { ApprovalChange } from './types.ts';

export type * from './contract.ts';
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
  const listeners = new Set<(change: ApprovalChange) => void>();
  const core = createCore(options, (change) => {
    for (const listener of listeners) listener(change);
  });
  const { store, holders } = core;
  const running = new Set<Promise<unknown>>();

  /** `close` waits for what is run here. Not async, so that what began the work is not held with it. */
  function run<T>(work: () => Promise<T>): Promise<T> {
    if (core.closed) return Promise.reject(refusals.closing());
    const promise = work();
    running.add(promise);
    const end = (): void => void running.delete(promise);
    promise.then(end, end);
    return promise;
  }

  let sweep: Promise<void> | undefined;
  /** One sweep at a time: who asks for another meanwhile gets that one. */
  const expire = (): Promise<void> =>
    (sweep ??= recordLeft(core).finally(() => (sweep = undefined)));

  let failing = false;
  async function look(): Promise<void> {
    try {
      if (store.changedElsewhere()) {
        holders.wakeAll();
        core.tell({});
      }
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
    decide: (...args) => run(async () => decide(core, ...args)),
    revoke: (...args) => run(async () => revoke(core, ...args)),
    review: (...args) => run(async () => review(core, ...args)),
    list: (filter = {}, person) => list(core, filter, person),
    get: (id, person) => show(core, id, person),
    pending: () => store.countPending(),
    seesAny: (person) => seesAny(core, person),
    ids: () => store.ids(),
    outline: (id) => outline(core, id),
    maySee: (id, person) => maySee(core, id, person),
    status: (id, requester) => status(core, id, requester),
    withdraw: (id, requester) => run(() => withdraw(core, id, requester)),
    delegate: (from, delegation) => run(() => delegate(core, from, delegation)),
    delegations: (person) => listDelegations(core, person),
    endDelegation: (id, by) => run(() => endDelegation(core, id, by)),
    passkeys: createPasskeys(core),
    redecide: (bundle, decide) => run(async () => redecide(core, bundle, decide)),
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
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
      core.tell({});
      await Promise.allSettled(running);
      store.close();
    },
  };
}

function createCore(options: ApprovalsOptions, tell: Core['tell']): Core {
  const now = options.now ?? Date.now;
  return {
    store: openStore(options.file, now),
    holders: new Holders(),
    turns: new Turns(),
    options,
    maxPendingPerIdentity: options.maxPendingPerIdentity ?? 100,
    withdrawAfter: options.withdrawAfter ?? 10_000,
    instructions: options.instructions ?? '',
    bundle: undefined,
    closed: false,
    now,
    tell,
    record: async (type, data) => {
      try {
        return await options.record(type, data);
      } catch (error) {
        throw error instanceof Refusal ? error : refusals.unrecorded(error);
      }
    },
  };
}

/** Closes what is past its deadline, and records what nobody records. */
async function recordLeft(core: Core): Promise<void> {
  for (const { bound, ...row } of core.store.takeLeft()) {
    await recordRow(core, row, row.announced === 0 ? { bound } : {});
    publishRow(core, row);
  }
}
