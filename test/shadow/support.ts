/** A shadow that follows a real channel, for tests. */
import { createPublicKey } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Test } from 'tap';
import type { Kind } from '../../bundles/impact/kinds.ts';
import { loadBundleFile } from '../../bundles/read.ts';
import type { Trust } from '../../bundles/trust.ts';
import { loadPolicy, type Policy } from '../../gateway/decision/policy.ts';
import type { Tuning } from '../../gateway/shadow/contract.ts';
import {
  startShadow,
  type Result,
  type Shadow,
  type ShadowData,
  type ShadowsData,
} from '../../gateway/shadow/shadow.ts';
import type { Decision } from '../../gateway/types.ts';
import { makeRelease, startChannel, type Channel, type Release } from '../helpers/channel.ts';
import { alwaysDecide, writeTestBundle } from '../helpers/gateway.ts';
import { sampleInput, type InputOverrides } from '../helpers/input.ts';
import { until } from '../helpers/until.ts';
import { scratch } from '../helpers/scratch.ts';

/** A shadow under test, and what it told. */
export interface TestShadow {
  shadow: Shadow;
  channel: Channel;
  recorded: ShadowData[];
  counted: ShadowsData[];
  results: [Result, Kind[]][];
  /** Messages of its log. */
  logged: string[];
  /** Publishes a release that the channel's key signs. */
  publish(release: Release): Promise<void>;
  /** Waits until the shadow's state is as wanted. */
  until(wanted: (state: ReturnType<Shadow['state']>) => boolean): Promise<void>;
}

const LIMITS = { maxSteps: 10_000_000, maxMemory: 64 * 1024 * 1024 };

/** What may be otherwise. */
export interface Settings {
  share?: number;
  tuning?: Partial<Tuning>;
  dir?: string;
  /** Follow this one. */
  channel?: Channel;
  maxSteps?: number;
  /** Called instead of recording. */
  record?: (data: ShadowData) => Promise<void>;
}

/** Starts a channel and a shadow that follows it; both end with the test. */
export async function startTestShadow(t: Test, settings: Settings = {}): Promise<TestShadow> {
  const channel = settings.channel ?? (await startChannel());
  const found = {
    recorded: [] as ShadowData[],
    counted: [] as ShadowsData[],
    results: [] as [Result, Kind[]][],
    logged: [] as string[],
  };
  const shadow = await startShadow({
    config: { url: channel.service.url, wait: 20_000, poll: 100, share: settings.share ?? 1 },
    trust: trustOf(channel),
    limits: { ...LIMITS, maxSteps: settings.maxSteps ?? LIMITS.maxSteps },
    dir: settings.dir ?? scratch(t),
    record: {
      one: settings.record ?? (async (data) => void found.recorded.push(data)),
      many: async (data) => void found.counted.push(data),
    },
    count: (result, kinds) => found.results.push([result, [...kinds]]),
    log: (_level, _facts, message) => found.logged.push(message),
    tuning: { backoff: 50, ...settings.tuning },
  });
  t.teardown(async () => {
    await shadow.close();
    await channel.close();
  });
  return {
    ...found,
    shadow,
    channel,
    publish: async (release) => channel.put(await makeRelease(release, channel.key)),
    async until(wanted) {
      await until(() => wanted(shadow.state()));
    },
  };
}

function trustOf({ key }: Channel): Trust {
  const publicKey = createPublicKey(key.privateKey).export({ type: 'spki', format: 'pem' });
  return { keys: [{ id: key.id, algorithm: 'EdDSA', publicKey }] };
}

/** The policy of these rules, on this thread: the active one. */
export async function activePolicy(rules: string): Promise<Policy> {
  const dir = await mkdtemp(join(tmpdir(), 'regent-shadow-'));
  const bundle = await loadBundleFile(await writeTestBundle(dir, rules));
  await rm(dir, { recursive: true });
  return await loadPolicy(bundle, { ...LIMITS, checkRedactions: () => undefined });
}

/** JSON text of an input. */
export function inputText(overrides: InputOverrides = {}): string {
  return JSON.stringify(sampleInput(overrides));
}

/** Bounds that a candidate which hangs does not reach within a test. */
export const PATIENT: Tuning['bounds'] = { load: 120_000, answer: 120_000, heap: 256 };

/** Rego that always decides so. */
export const ALLOW = alwaysDecide({ action: 'allow', reasons: ['open'] });
export const DENY = alwaysDecide({ action: 'deny', reasons: ['closed'] });

/** A denial. */
export const DENIED: Decision = { action: 'deny', reasons: ['closed'] };
/** An allowance. */
export const ALLOWED: Decision = { action: 'allow', reasons: ['open'] };

/**
 * Rego that allows, but works without taking memory where the first segment is `slow`: for minutes, but that no more than 2^31 steps can be
 * allowed, which take some two seconds on the fastest machine so far.
 */
export const SLOW = `numbers_ := numbers.range(1, 5000)

decision := {"action": "allow", "reasons": ["open"]} if {
  input.request.segments[0] != "slow"
} else := {"action": "allow", "reasons": ["open"]} if {
  count([1 | some a in numbers_; some b in numbers_; some c in numbers_; c == input.time.unix_ms; a == b]) == 0
}`;
