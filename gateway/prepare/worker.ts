/** The thread on which bundles are prepared, one after the other. */
import { parentPort, workerData } from 'node:worker_threads';
import { toFailure, type Answer, type Job } from './messages.ts';
import { prepareBundle, type PrepareLimits } from './prepare-bundle.ts';

const port = parentPort!;

/**
 * The memories that were filled here. They are kept as long as the thread lives, so that a large one,
 * which takes long to give back, is given back here and not where requests are answered.
 */
const filled: WebAssembly.Memory[] = [];

async function answer(job: Job): Promise<Answer> {
  try {
    const prepared = await prepareBundle(job, workerData as PrepareLimits);
    filled.push(prepared.image.memory);
    return { prepared };
  } catch (error) {
    return { failure: toFailure(error) };
  }
}

port.on('message', (job: Job) => {
  void answer(job).then((result) => {
    const moved = 'prepared' in result ? [result.prepared.image.low.buffer] : [];
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
    port.postMessage(result, moved);
  });
});
