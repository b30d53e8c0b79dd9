/** A thread that checks segments. */
import { parentPort } from 'node:worker_threads';
import { checkSegment, type SegmentJob } from './segment.ts';

parentPort!.on('message', (job: SegmentJob) => {
  checkSegment(job).then(
    (report) => parentPort!.postMessage({ report }),
    (error: unknown) => parentPort!.postMessage({ error }),
  );
});
