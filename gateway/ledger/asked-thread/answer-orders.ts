/** The inside of a thread that is asked one thing at a time. See `asked-thread.ts` for the outside. */
import { parentPort } from 'node:worker_threads';
import { toFailure, type Answer } from './failure.ts';

/** Carries out each order that comes, and answers it. Bytes that a carried-out order gives are given away, not copied. */
export function answerOrders<Order, Result>(carryOut: (order: Order) => Result | Promise<Result>) {
  const port = parentPort!;

  function say(answer: Answer<Result>): void {
    const bytes =
      'result' in answer && answer.result instanceof Uint8Array ? answer.result : undefined;
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
    port.postMessage(answer, bytes ? [bytes.buffer as ArrayBuffer] : []);
  }

  port.on('message', async (order: Order) => {
    try {
      say({ result: await carryOut(order) });
    } catch (thrown) {
      say({ failure: toFailure(thrown) });
    }
  });
}
