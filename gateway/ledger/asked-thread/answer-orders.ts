/** The inside of a thread that is asked one thing at a time. See `asked-thread.ts` for the outside. */
import { parentPort } from 'node:worker_threads';
import { toFailure, type Answer } from './failure.ts';

/** Carries out each order that comes, and answers what that gives or throws. Bytes are given away, not copied. */
export function answerOrders(carryOut: (order: never) => unknown): void {
  const port = parentPort!;

  function say(answer: Answer<unknown>): void {
    const bytes =
      'result' in answer && answer.result instanceof Uint8Array ? answer.result : undefined;
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
    port.postMessage(answer, bytes ? [bytes.buffer as ArrayBuffer] : []);
  }

  async function answer(order: never): Promise<void> {
    try {
      say({ result: await carryOut(order) });
    } catch (thrown) {
      say({ failure: toFailure(thrown) });
    }
  }

  port.on('message', (order: unknown) => void answer(order as never));
}
