/** A file whose writes are made by the thread of their own, in the order of the calls. */
import type { StorageFile } from './storage.ts';
import { writeThread, type Target } from './write-thread/write-thread.ts';

/** Makes one of `file`; a write is all of it, or rejects. */
export function threadFile(file: StorageFile, target: Target): StorageFile {
  // Begins now, so that the first write need not wait for it; one that ended is begun anew by the next write.
  writeThread();
  let last: Promise<unknown> = Promise.resolve();
  return {
    ...file,
    write(bytes, offset, position) {
      const done = writeThread().write(target, bytes.subarray(offset), position);
      last = done.catch(() => undefined);
      return done;
    },
    async close() {
      // The thread knows the descriptor by its number, which another file may have after this.
      await last;
      await file.close();
    },
  };
}
