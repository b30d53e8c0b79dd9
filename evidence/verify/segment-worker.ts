/** A thread that checks segments. */
import { parentPort } from 'node:worker_threads';
import { checkSegment, type SegmentJob } from './segment.ts';

parentPort!.on('message', (job: SegmentJob) => {
  void checkSegment(job)
    .then(
      (report) => ({ report }),
      (error: unknown) => ({ error }),
    )
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
    .then((answer) => parentPort!.postMessage(answer));
});
