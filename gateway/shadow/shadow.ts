/** A candidate channel, evaluated beside the active policy on a share of the traffic and never enforced. */
import { digestOf } from '../../bundles/digest.ts';
import { follow } from '../../bundles/follow/follower.ts';
import type { LastSeen } from '../../bundles/follow/last-good.ts';
import type { CheckedBundle } from '../../bundles/verify.ts';
import type { BundleRef } from '../types.ts';
import { Comparer, type Result } from './comparer.ts';
import type { Shadow, ShadowOptions, ShadowState, Tuning } from './contract.ts';
import { Differences, type ShadowData } from './differences.ts';
import type { Question, ThreadSetup, Verdict } from './messages.ts';
import { isSampled } from './sample.ts';
import { startThread, type CandidateThread } from './thread.ts';

export type { Result } from './comparer.ts';
export type { Shadow, ShadowOptions, ShadowState } from './contract.ts';
export type { Answer, ShadowData, ShadowsData } from './differences.ts';

const TUNING: Tuning = {
  // The thread gets only the time that requests leave.
  bounds: { load: 120_000, answer: 10_000, heap: 256 },
  queue: { questions: 1000, characters: 8 * 1024 * 1024 },
  backoff: 1000,
  perSecond: 10,
};

type Prepared = CheckedBundle & { thread: CandidateThread; setup: ThreadSetup };

/** Starts to follow the candidate channel. The last good candidate, if there is one, is active when this resolves. */
export async function startShadow(options: ShadowOptions): Promise<Shadow> {
  const { config, trust, limits, log } = options;
  const tuning = { ...TUNING, ...options.tuning };
  const differences = new Differences(tuning.perSecond, options.record);
  let results = noResults();
  let kinds: ShadowState['kinds'] = {};
  let crash: string | undefined;
  let active: Prepared | undefined;
  let prepared: Prepared | undefined;

  const settled = (question: Question, result: Result, verdict?: Verdict): void => {
    results[result] += 1;
    const found = verdict?.kinds ?? [];
    for (const kind of found) kinds[kind] = (kinds[kind] ?? 0) + 1;
    options.count?.(result, found);
    if (verdict && found.length > 0) {
      differences.add(describeDifference(question, verdict, active!));
    }
  };
  const comparer = new Comparer({
    ...tuning,
    settled,
    fault: (why) => {
      crash = why;
      if (why === undefined) log('info', {}, 'shadow candidate runs again');
      else log('warn', { why, candidate: active?.revision }, 'shadow candidate failed');
    },
  });

  const prepare = async (bytes: Buffer, last: LastSeen | undefined): Promise<Prepared> => {
    // A server without ETags sends the same again and again.
    if (active && active.digest === digestOf(bytes)) return active;
    await endUnused();
    const setup = { bytes, trust, limits };
    const thread = await startThread({ ...setup, ...(last && { last }) }, tuning.bounds);
    prepared = { ...thread.bundle, thread, setup };
    return prepared;
  };
  const activate = async (next: Prepared): Promise<void> => {
    if (next === active) return;
    prepared = undefined;
    active = next;
    results = noResults();
    kinds = {};
    crash = undefined;
    await comparer.use(next.thread, next.setup);
    const { revision, digest } = next;
    log('info', { revision, digest, share: config.share }, 'shadow candidate activated');
  };
  const endUnused = async (): Promise<void> => {
    await prepared?.thread.end();
    prepared = undefined;
  };

  const follower = await follow<Prepared>({
    url: config.url,
    ...(config.token && { token: () => config.token!.read() }),
    wait: config.wait,
    poll: config.poll,
    dir: options.dir,
    prepare,
    activate,
    // The follower logs it and keeps it for the state.
    refused: () => Promise.resolve(),
    log,
  });
  return {
    offer(id, input, decision) {
      if (isSampled(id, config.share)) comparer.offer({ id, input, decision });
    },
    state: () => ({
      ...follower.state(),
      ...(active && { candidate: { revision: active.revision, digest: active.digest } }),
      results: { ...results },
      kinds: { ...kinds },
      waiting: comparer.waiting,
      ...(crash !== undefined && { crash }),
    }),
    async close() {
      await follower.close();
      await endUnused();
      await comparer.close();
      await differences.close();
    },
  };
}

function noResults(): Record<Result, number> {
  return { equal: 0, differing: 0, dropped: 0, failed: 0, 'no-candidate': 0 };
}

function describeDifference(
  { id, decision }: Question,
  { kinds, action, reasons, fault }: Verdict,
  { revision, digest }: BundleRef,
): ShadowData {
  return {
    id,
    candidate: { revision, digest },
    kinds,
    active: { action: decision.action, reasons: decision.reasons },
    shadow: { action, reasons, ...(fault !== undefined && { fault }) },
  };
}
