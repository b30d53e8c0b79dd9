/** What the rest of the gateway knows of the shadow. */
import type { FollowState } from '../../bundles/follow/follower.ts';
import type { Kind } from '../../bundles/impact/kinds.ts';
import type { Trust } from '../../bundles/trust.ts';
import type { BundleRef, Decision, PolicyLimits, ShadowConfig } from '../types.ts';
import type { Result } from './comparer.ts';
import type { DifferenceSink } from './differences.ts';
import type { QueueLimits } from './queue.ts';
import type { Bounds } from './thread.ts';

/** What a shadow needs of the gateway; times in milliseconds. */
export interface ShadowOptions {
  config: ShadowConfig;
  trust: Trust;
  limits: PolicyLimits;
  /** Where the last good candidate is kept; its own directory. */
  dir: string;
  /** Writes entries of types `shadow` and `shadows`. */
  record: DifferenceSink;
  /** Counts what became of each decision of the sample, and its kinds where it differs. */
  count?: (result: Result, kinds: readonly Kind[]) => void;
  log: (level: 'info' | 'warn', facts: object, message: string) => void;
  /** For tests. */
  tuning?: Partial<Tuning>;
}

/** What is as it is in a gateway, and otherwise in tests only. */
export interface Tuning {
  bounds: Bounds;
  queue: QueueLimits;
  backoff: number;
  /** Differences that are recorded one by one in a second. */
  perSecond: number;
}

/** How the shadow goes, for `/api/status`. */
export interface ShadowState extends FollowState {
  /** Absent before the first. */
  candidate?: BundleRef;
  /** Results since the candidate was activated. */
  results: Record<Result, number>;
  /** Decisions with a difference of the kind. */
  kinds: Partial<Record<Kind, number>>;
  /** Decisions that wait for the candidate. */
  waiting: number;
  /** Why its thread died last; absent while it runs. */
  crash?: string;
}

/** A running shadow. */
export interface Shadow {
  /**
   * Hands over a decision that was made: the candidate is asked later, if the id is in the sample.
   * Costs a hash; never waits, never throws.
   *
   * @param id decision id
   * @param input the JSON text that the active policy was asked
   */
  offer(id: string, input: string, decision: Decision): void;
  state(): ShadowState;
  /** Ends the following and the thread, and writes what was counted. */
  close(): Promise<void>;
}
