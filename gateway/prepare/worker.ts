/** The thread on which bundles are prepared, one after the other. */
import { parentPort, workerData } from 'node:worker_threads';
import { freeBuffers } from './free-buffers.ts';
import { createMemories, type Place } from './memories.ts';
import { toFailure, type Answer, type Job, type Order, type Verified } from './messages.ts';
import { createCompiler } from './modules.ts';
import { prepareBundle, type PrepareLimits } from './prepare-bundle.ts';

const port = parentPort!;
const limits = workerData as PrepareLimits;
const compile = createCompiler();
const memories = createMemories(limits);

async function answer(job: Job, buffers: Uint8Array[]): Promise<Answer> {
  let place: Place | undefined;
  buffers.push(job.bytes);
  const unpacked = (files: ReadonlyMap<string, Buffer>): void =>
    void buffers.push(...files.values());
  const takeMemory = (): WebAssembly.Memory => (place = memories.take()).memory;
  const verified = (bundle: Verified['verified']): void => {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
    port.postMessage({ verified: bundle } satisfies Verified);
  };
  try {
    const prepared = await prepareBundle(job, limits, { compile, takeMemory, verified, unpacked });
    return hand(prepared, place!, job.use);
  } catch (error) {
    return { failure: toFailure(error), ...(place && lose(place)) };
  }
}

function hand(
  { image, ...checked }: Awaited<ReturnType<typeof prepareBundle>>,
  place: Place,
  use: boolean,
): Answer {
  const { memory, ...rest } = image;
  if (use) {
    const made = { ...checked, image: rest };
    if (place.known) return { made, id: place.id };
    place.known = true;
    return { made, id: place.id, memory };
  }
  if (rest.reached === undefined) return { checked, ...lose(place) };
  const { reached } = rest;
  // Behind the answer, which is waited for.
  setImmediate(() => memories.empty(place.id, reached));
  return { checked };
}

/** What is in it, and how much, nobody knows. */
function lose({ id, known }: Place): { lost?: number } {
  memories.drop(id);
  return known ? { lost: id } : {};
}

port.on('message', (order: Order) => {
  if ('empty' in order) memories.empty(order.empty, order.reached);
  else if ('drop' in order) memories.drop(order.drop);
  else {
    const buffers: Uint8Array[] = [];
    void answer(order.prepare, buffers).then((result) => {
      const image = 'made' in result ? result.made.image : undefined;
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
      port.postMessage(result, image ? [image.low.buffer] : []);
      setImmediate(() => {
        freeBuffers(buffers);
        memories.renew(image?.heapStart ?? 0);
      });
    });
  }
});
