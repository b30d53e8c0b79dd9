/** The thread that writes: one write after the other, as they were given. See `write-thread.ts` for the other end. */
import { fstatSync, readSync, writeSync } from 'node:fs';
import { constants } from 'node:os';
import { workerData } from 'node:worker_threads';
import { DONE, GIVEN, bytesAt, fieldAt, nextNumber, viewShared } from './shared.ts';

const { control, jobs, bytes } = viewShared(workerData as SharedArrayBuffer);
const { errno } = constants;
const TWO = Buffer.alloc(2);

for (let number = 0; ;) {
  // Sleeps only where nothing was given meanwhile: whoever gives the next need not wake it then. What wakes it may be the
  // notice of a write that it has made already.
  while (Atomics.load(control, GIVEN) === number) Atomics.wait(control, GIVEN, number);
  const isDurable = jobs[fieldAt(number, 'durable')] === 1;
  jobs[fieldAt(number, 'result')] = append(number, isDurable ? findFault : findFaultQuietly);
  number = nextNumber(number);
  Atomics.store(control, DONE, number);
  // One that is not durable takes no time: it is told of with what was given behind it.
  if (isDurable || Atomics.load(control, GIVEN) === number) Atomics.notify(control, DONE);
}

/** Makes sure before and after that the file ends there: what somebody cut off would be zeros, or not there. */
function append(number: number, check: typeof findFault): number {
  const fd = jobs[fieldAt(number, 'fd')]!;
  const length = jobs[fieldAt(number, 'length')]!;
  const position = jobs[fieldAt(number, 'position')]!;
  try {
    const fault = check(fd, position);
    if (fault !== 0) return fault;
    const written = writeAll(fd, bytesAt(number), length, position);
    return written < 0 ? written : check(fd, position + written) || written;
  } catch (error) {
    return (error as NodeJS.ErrnoException).errno ?? -errno.EIO;
  }
}

/** Gives the number of an error where the file does not end there or was deleted, or 0. */
function findFault(fd: number, end: number): number {
  const { size, nlink } = fstatSync(fd);
  if (nlink === 0) return -errno.ENOENT;
  return size === end ? 0 : -errno.ESTALE;
}

/**
 * The same without the name. Whoever asks for the length asks for the times: Linux then gives the next writes of all files times
 * of their own.
 */
function findFaultQuietly(fd: number, end: number): number {
  const before = Math.min(end, 1);
  return readSync(fd, TWO, 0, 2, end - before) === before ? 0 : -errno.ESTALE;
}

/** What follows may be given already, so that nothing may be left over. */
function writeAll(fd: number, offset: number, length: number, position: number): number {
  let written = 0;
  while (written < length) {
    const count = writeSync(fd, bytes, offset + written, length - written, position + written);
    if (count === 0) return -errno.ENOSPC;
    written += count;
  }
  return written;
}
