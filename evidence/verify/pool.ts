/** Checks segments side by side, and hands on what was found in their order. */
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { SubtreeHash } from '../../gateway/ledger/tree/range.ts';
import { checkSegment, type SegmentJob, type SegmentReport } from './segment.ts';

const MAX_THREADS = 8;
/** Below this a thread would take longer to start than to work. */
const SMALL = 8 << 20;

/** Checks one segment after the other, or several at once. */
export interface SegmentPool {
  check(job: SegmentJob): Promise<SegmentReport>;
  close(): Promise<void>;
}

/** A pool for segments of so many bytes in all. */
export function openPool(bytes: number, segments: number): SegmentPool & { threads: number } {
  const threads = Math.min(availableParallelism(), segments, MAX_THREADS);
  if (bytes < SMALL || threads < 2)
    return { threads: 1, check: checkSegment, close: () => Promise.resolve() };
  const idle = Array.from({ length: threads }, startThread);
  const all = [...idle];
  const waiting: ((thread: Thread) => void)[] = [];
  return {
    threads,
    async check(job) {
      const thread = idle.pop() ?? (await new Promise<Thread>((resolve) => waiting.push(resolve)));
      try {
        return await thread.check(job);
      } finally {
        const next = waiting.shift();
        if (next) next(thread);
        else idle.push(thread);
      }
    },
    async close() {
      await Promise.all(all.map((thread) => thread.end()));
    },
  };
}

interface Thread {
  check(job: SegmentJob): Promise<SegmentReport>;
  end(): Promise<unknown>;
}

function startThread(): Thread {
  const worker = new Worker(new URL('./segment-worker.ts', import.meta.url));
  return {
    check: (job) =>
      new Promise((resolve, reject) => {
        worker.once('error', reject);
        worker.once('message', (answer: { report: SegmentReport } | { error: Error }) => {
          worker.off('error', reject);
          if ('error' in answer) reject(answer.error);
          else resolve(revive(answer.report));
        });
        // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
        worker.postMessage(job);
      }),
    end: () => worker.terminate(),
  };
}

/** A Buffer comes out of a message as a plain array of bytes. */
function revive(report: SegmentReport): SegmentReport {
  const nodes = (list: SubtreeHash[]): SubtreeHash[] =>
    list.map((node) => ({ ...node, hash: Buffer.from(node.hash) }));
  return {
    ...report,
    nodes: nodes(report.nodes),
    subtrees: nodes(report.subtrees),
    sized: report.sized.map(({ size, nodes: list }) => ({ size, nodes: nodes(list) })),
    checkpoints: report.checkpoints.map((found) => ({ ...found, root: Buffer.from(found.root) })),
  };
}
