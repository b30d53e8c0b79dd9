/** A worker thread of the pool: decides batches again until it is told to end. */
import { parentPort, workerData } from 'node:worker_threads';
import { Evaluator } from './evaluator.ts';
import type { Batch } from './types.ts';

const evaluator = new Evaluator(workerData as string);
let last = Promise.resolve();

parentPort!.on('message', (batch: Batch | 'end') => {
  last = last.then(async () => {
    if (batch !== 'end') {
      await evaluator.take(batch);
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
      parentPort!.postMessage(batch.decisions.length);
    } else {
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
      parentPort!.postMessage(evaluator.tally);
      parentPort!.close();
    }
  });
});
