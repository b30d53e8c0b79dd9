/** The thread on which bundles are prepared, one after the other. */
import { parentPort, workerData } from 'node:worker_threads';
import { createAids } from './aids.ts';
import { toFailure, type Answer, type Job, type Order } from './messages.ts';
import { prepareBundle, type PrepareLimits } from './prepare-bundle.ts';

const port = parentPort!;
const limits = workerData as PrepareLimits;
const aids = createAids(limits);

/**
 * The memories that were filled here and may be in use. They are kept until they are not, so that a
 * large one, which takes long to give back, is given back here and not where requests are answered.
 */
const filled = new Map<number, WebAssembly.Memory>();
let last = 0;

async function answer(job: Job): Promise<Answer> {
  try {
    const prepared = await prepareBundle(job, limits, aids.take());
    last += 1;
    filled.set(last, prepared.image.memory);
    return { prepared, id: last };
  } catch (error) {
    return { failure: toFailure(error) };
  }
}

port.on('message', (order: Order) => {
  if ('release' in order) {
    filled.delete(order.release);
    return;
  }
  void answer(order.prepare).then((result) => {
    const image = 'prepared' in result ? result.prepared.image : undefined;
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
    port.postMessage(result, image ? [image.low.buffer] : []);
    setImmediate(() => aids.renew(image?.heapStart ?? 0));
  });
});
