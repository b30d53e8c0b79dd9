/** How long a bundle with much data holds up the event loop: prepared on a thread of its own, and on this one. */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { readBundle } from '../bundles/read.ts';
import { loadPolicy } from '../gateway/decision/policy.ts';
import { createPreparer } from '../gateway/prepare/preparer.ts';
import { checkRedactions } from '../gateway/redaction/check-redactions.ts';
import { createBundleMaker, makeRecords } from './supply-bundles.ts';

const LIMITS = { maxSteps: 10_000_000, maxMemory: 1024 ** 3 };

/** Milliseconds. */
export interface HeldUp {
  took: number;
  /** How long the event loop was held up at most, and for one turn in a hundred. */
  max: number;
  p99: number;
  /** Processor time of this thread alone, which other programs do not add to. */
  cpu: number;
}

/** Prepares a bundle with so many bytes of data both ways. */
export async function measureData(
  megabytes: number,
): Promise<{ idle: HeldUp; beside: HeldUp; here: HeldUp }> {
  const { bytes } = await (await createBundleMaker()).next(makeRecords(megabytes * 1.3e6));
  const preparer = createPreparer(LIMITS);
  (globalThis as { gc?: () => void }).gc?.();
  await sleep(1000);
  const beside = await watch(() => preparer.prepareUnsigned(bytes));
  await preparer.close();
  const idle = await watch(() => sleep(beside.took));
  const here = await watch(async () =>
    loadPolicy(await readBundle(bytes), { ...LIMITS, checkRedactions }),
  );
  return { idle, beside, here };
}

async function watch(work: () => Promise<unknown>): Promise<HeldUp> {
  const loop = monitorEventLoopDelay({ resolution: 1 });
  loop.enable();
  await sleep(50);
  loop.reset();
  const start = performance.now();
  const before = process.threadCpuUsage();
  await work();
  const { user, system } = process.threadCpuUsage(before);
  const took = performance.now() - start;
  await sleep(20);
  loop.disable();
  return { took, max: loop.max / 1e6, p99: loop.percentile(99) / 1e6, cpu: (user + system) / 1e3 };
}
