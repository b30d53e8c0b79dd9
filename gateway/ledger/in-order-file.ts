/** A file that only grows, whose writes are made in the order of the calls. */
import type { FileHandle } from 'node:fs/promises';
import type { StorageFile } from './storage.ts';
import { writeThread } from './write-thread/write-thread.ts';

/** Bytes from which on a write is made by the thread in any case: where so much comes, more follows before it is over. */
const LONG = 8 * 1024;

/** Makes one of `file`, which was opened with O_DSYNC. */
export function inOrderFile(file: StorageFile, handle: FileHandle, path: string): StorageFile {
  // Begins now, so that the first write need not wait for it; one that ended is begun anew by the next write.
  writeThread();
  let last: Promise<unknown> = Promise.resolve();

  return {
    ...file,
    write(bytes, offset, position) {
      const thread = writeThread();
      const length = bytes.length - offset;
      // One that need not wait for another to be in the file is sooner on the disk by Node's pool.
      if (length < LONG && file.measure().size === position)
        return file.write(bytes, offset, position);
      const done = thread.hasRoom(length)
        ? thread.write(handle, path, bytes.subarray(offset), position)
        : writeLater(bytes, offset, position);
      last = done.catch(() => undefined);
      return done;
    },
    measure: () => ({ ...file.measure(), coming: writeThread().comingEnd(path) }),
    async close() {
      // The thread knows the descriptor by its number, which another file may have after this.
      await last;
      await file.close();
    },
  };

  /** Writes what the thread has no room for, once all that it was given is over. */
  async function writeLater(bytes: Buffer, offset: number, position: number): Promise<number> {
    await writeThread().over();
    if (file.measure().size !== position)
      throw Object.assign(new Error(`${path} does not end at ${position}`), { code: 'ESTALE' });
    return file.write(bytes, offset, position);
  }
}
