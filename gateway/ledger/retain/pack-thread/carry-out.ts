/** Carries out what the packing thread is told: it reads and computes, and changes no file. */
import { parentPort, workerData } from 'node:worker_threads';
import { Pace } from '../pace.ts';
import { checkSegment } from './check-segment.ts';
import { compressSegment, digestSegment } from './compress-segment.ts';
import { toFailure, type Answer, type Order, type Results } from './messages.ts';

const port = parentPort!;
const hurry = workerData as Int32Array;
const hurries = (): boolean => Atomics.load(hurry, 0) !== 0;
let chunks: AsyncGenerator<Uint8Array<ArrayBuffer>, void> | undefined;

async function carryOut(order: Order): Promise<Results[keyof Results]> {
  if (order.kind === 'next') return nextChunk();
  const pace = new Pace(hurries);
  if (order.kind === 'check') return checkSegment(order.dir, order.segment, order.size, pace);
  if (order.kind === 'digest') return digestSegment(order.segment, pace);
  chunks = compressSegment(order.segment, pace);
  return nextChunk();
}

async function nextChunk(): Promise<Uint8Array | undefined> {
  return (await chunks?.next())?.value ?? undefined;
}

function say(answer: Answer): void {
  const chunk =
    'result' in answer && answer.result instanceof Uint8Array ? answer.result : undefined;
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
  port.postMessage(answer, chunk ? [chunk.buffer as ArrayBuffer] : []);
}

port.on('message', (order: Order) => {
  void carryOut(order).then(
    (result) => say({ result }),
    (thrown: unknown) => say({ failure: toFailure(thrown) }),
  );
});
