/** The real file system, with faults that a test switches on. */
import { fileStorage, type Storage } from '../../gateway/ledger/storage.ts';

export interface Faults {
  /** Before a write: throw to fail it, or return how many bytes it may take. */
  write?: ((bytes: number, path: string) => number | Promise<number>) | undefined;
  /** Before fdatasync. */
  sync?: ((path: string) => void | Promise<void>) | undefined;
  open?: ((path: string) => void) | undefined;
  truncate?: ((path: string) => void) | undefined;
  rename?: ((path: string) => void) | undefined;
  remove?: ((path: string) => void) | undefined;
  /** Before a tile is written. */
  derive?: ((path: string) => void) | undefined;
  syncDirectory?: (() => void) | undefined;
  /** Instead of what is free. */
  free?: (() => number) | undefined;
}

/** An error as the system makes it. */
export function systemError(code: string): Error {
  return Object.assign(new Error(`${code}: made by the test`), { code });
}

export function faultyStorage(faults: Faults): Storage {
  /** Settles when the write in order that was called before was given on: none overtakes another. */
  let given: Promise<unknown> = Promise.resolve();
  return {
    ...fileStorage,
    free: async (path) => faults.free?.() ?? fileStorage.free(path),
    async rename(from, to) {
      faults.rename?.(to);
      await fileStorage.rename(from, to);
    },
    async remove(path) {
      faults.remove?.(path);
      await fileStorage.remove(path);
    },
    async writeDerived(root, files) {
      // One after the other, up to the one that fails.
      for (const file of files) {
        faults.derive?.(file.name);
        await fileStorage.writeDerived(root, [file]);
      }
    },
    async syncDirectory(path) {
      faults.syncDirectory?.();
      await fileStorage.syncDirectory(path);
    },
    async open(path, create, how) {
      faults.open?.(path);
      const file = await fileStorage.open(path, create, how);
      return {
        ...file,
        async write(bytes, offset, position) {
          const before = how?.inOrder ? given : Promise.resolve();
          const room = before.then(() => faults.write?.(bytes.length - offset, path));
          if (how?.inOrder) given = room.catch(() => undefined);
          const most = (await room) ?? bytes.length;
          return file.write(
            bytes.subarray(0, Math.min(bytes.length, offset + most)),
            offset,
            position,
          );
        },
        async sync() {
          await faults.sync?.(path);
          await file.sync();
        },
        async truncate(length) {
          faults.truncate?.(path);
          await file.truncate(length);
        },
      };
    },
  };
}
