/** Carries out what the packing thread is told: it reads and computes, and changes no file. */
import { workerData } from 'node:worker_threads';
import { answerOrders } from '../../asked-thread/answer-orders.ts';
import { Pace } from '../pace.ts';
import { checkSegment } from './check-segment.ts';
import { compressSegment } from './compress-segment.ts';
import type { Order, Results } from './orders.ts';

const hurry = workerData as Int32Array;
const hurries = (): boolean => Atomics.load(hurry, 0) !== 0;
let chunks: AsyncGenerator<Uint8Array<ArrayBuffer>, void> | undefined;

async function carryOut(order: Order): Promise<Results[keyof Results]> {
  if (order.kind === 'next') return nextChunk();
  const pace = new Pace(hurries);
  if (order.kind === 'check') return checkSegment(order.dir, order.segment, order.edge, pace);
  chunks = compressSegment(order.segment, pace);
  return nextChunk();
}

async function nextChunk(): Promise<Uint8Array | undefined> {
  return (await chunks?.next())?.value ?? undefined;
}

answerOrders(carryOut);
