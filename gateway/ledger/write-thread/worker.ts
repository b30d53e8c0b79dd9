/** The thread that writes: one write after the other, as they were given. See `write-thread.ts` for the other end. */
import { fstatSync, writeSync } from 'node:fs';
import { constants } from 'node:os';
import { workerData } from 'node:worker_threads';
import { DONE, GIVEN, bytesAt, fieldAt, nextNumber, viewShared } from './shared.ts';

const { control, jobs, bytes } = viewShared(workerData as SharedArrayBuffer);

for (let number = 0; ; number = nextNumber(number)) {
  // Sleeps only where nothing was given meanwhile: whoever gives the next need not wake it then. What wakes it may be the
  // notice of a write that it has made already.
  while (Atomics.load(control, GIVEN) === number) Atomics.wait(control, GIVEN, number);
  jobs[fieldAt(number, 'result')] = write(number);
  Atomics.store(control, DONE, nextNumber(number));
  Atomics.notify(control, DONE);
}

function write(number: number): number {
  const fd = jobs[fieldAt(number, 'fd')]!;
  const length = jobs[fieldAt(number, 'length')]!;
  const position = jobs[fieldAt(number, 'position')]!;
  try {
    // The write before may have failed, or somebody cut the file: a hole would be filled up with zeros.
    if (fstatSync(fd).size !== position) return -constants.errno.ESTALE;
    return writeAll(fd, bytesAt(number), length, position);
  } catch (error) {
    return (error as NodeJS.ErrnoException).errno ?? -constants.errno.EIO;
  }
}

/** What follows may be given already, so that nothing may be left over. */
function writeAll(fd: number, offset: number, length: number, position: number): number {
  let written = 0;
  while (written < length) {
    const count = writeSync(fd, bytes, offset + written, length - written, position + written);
    if (count === 0) return -constants.errno.ENOSPC;
    written += count;
  }
  return written;
}
