/** A worker thread that evaluates batches; see pool.ts for what is said between them. */
import { parentPort, workerData } from 'node:worker_threads';
import type { Policy } from '../../gateway/decision/policy.ts';
import { Evaluator } from './evaluate.ts';
import { loadBytes } from './load.ts';
import { rememberAnswers } from './memo.ts';
import type { Batch, LogKind } from './types.ts';

/** What a worker starts with. */
export interface WorkerSetup {
  kind: LogKind;
  /** Bundle files' bytes. */
  candidate: Uint8Array;
  baseline?: Uint8Array;
  since?: number;
}

const { candidate, baseline, ...rest } = workerData as WorkerSetup;
const ready = async (bytes: Uint8Array): Promise<Policy> =>
  rememberAnswers((await loadBytes(Buffer.from(bytes))).policy);

const evaluator = new Evaluator({
  ...rest,
  candidate: await ready(candidate),
  ...(baseline && { baseline: await ready(baseline) }),
});

parentPort!.on('message', (batch: Batch | 'end') => {
  if (batch !== 'end') {
    evaluator.take(batch);
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
    parentPort!.postMessage(batch.ends.length);
  } else {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
    parentPort!.postMessage(evaluator.tally);
    parentPort!.close();
  }
});
