/** The real file system, with faults that a test switches on. */
import { fileStorage, type Storage } from '../../gateway/ledger/storage.ts';

export interface Faults {
  /** Before a write: throw to fail it, or return how many bytes it may take. */
  write?: ((bytes: number) => number | Promise<number>) | undefined;
  /** Before fdatasync. */
  sync?: (() => void | Promise<void>) | undefined;
  open?: (() => void) | undefined;
  truncate?: (() => void) | undefined;
}

/** An error as the system makes it. */
export function systemError(code: string): Error {
  return Object.assign(new Error(`${code}: made by the test`), { code });
}

export function faultyStorage(faults: Faults): Storage {
  return {
    ...fileStorage,
    async open(path, create) {
      faults.open?.();
      const file = await fileStorage.open(path, create);
      return {
        ...file,
        async write(bytes, offset, position) {
          const most = (await faults.write?.(bytes.length - offset)) ?? bytes.length;
          return file.write(
            bytes.subarray(0, Math.min(bytes.length, offset + most)),
            offset,
            position,
          );
        },
        async sync() {
          await faults.sync?.();
          await file.sync();
        },
        async truncate(length) {
          faults.truncate?.();
          await file.truncate(length);
        },
      };
    },
  };
}
