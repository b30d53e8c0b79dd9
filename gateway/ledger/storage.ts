/** What the ledger needs of a file system, narrow so that a test can stand a failing disk in its place. */
import { constants, existsSync, fstatSync } from 'node:fs';
import { mkdir, open, rename, rm, statfs, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { threadFile } from './thread-file.ts';
import { writeDerived, type DerivedFile } from './write-derived/write-derived.ts';

/** How a file that is opened is written. */
export interface HowToWrite {
  /** Each write is durable when it resolves, which costs less than a sync after one write, and more than one after many. */
  durable?: boolean;
  /**
   * Writes are made one after the other, those of all files that were opened so, as they were called: by a thread of their own.
   * Each must go to where the file ends, or rejects with `ESTALE`; it is all of it then, or rejects.
   */
  inOrder?: boolean;
}

/** Where the ledger's files lie. Every method rejects with Node's error, whose `code` is the system's. */
export interface Storage {
  /** Makes a directory and its parents, mode 0700, and makes its own entry durable. */
  makeDirectory(path: string): Promise<void>;
  /** Opens a file for writing without changing it; creates it, mode 0600, where `create` says so. */
  open(path: string, create: boolean, how?: HowToWrite): Promise<StorageFile>;
  /** Makes the entries of a directory durable: without it a crash can lose a new file whole. */
  syncDirectory(path: string): Promise<void>;
  /** Gives a file another name, in place of the file that had it. */
  rename(from: string, to: string): Promise<void>;
  /** Bytes that are free on the disk of `path`. */
  free(path: string): Promise<number>;
  /** Removes a file, or a directory with all that is in it; nothing is no error. */
  remove(path: string): Promise<void>;
  /**
   * Writes files below the directory `root` that can be made anew from others, one after the other, and the directories that they
   * need there. Each is there whole or not at all while the system runs; nothing is durable.
   */
  writeDerived(root: string, files: readonly DerivedFile[]): Promise<void>;
}

/** One open file. Offsets and lengths in bytes. */
export interface StorageFile {
  /** Writes from `offset` of `bytes` at `position`; resolves to how much was written, which may be less. */
  write(bytes: Buffer, offset: number, position: number): Promise<number>;
  /** fdatasync(2): data and length are durable when it resolves. */
  sync(): Promise<void>;
  /** Cuts the file to `length`. */
  truncate(length: number): Promise<void>;
  /** Whether its name is there still. Unlike `measure` it leaves the file's times alone, which a sync would write. */
  isNamed(): boolean;
  /** The file's length, and how many names it has: 0 for one that was deleted while open. */
  measure(): { size: number; links: number };
  close(): Promise<void>;
}

/** The real file system. */
export const fileStorage: Storage = {
  async makeDirectory(path) {
    const created = await mkdir(path, { recursive: true, mode: 0o700 });
    if (created !== undefined) await syncDirectory(dirname(created));
  },
  async open(path, create, { durable = false, inOrder = false } = {}) {
    // Not O_APPEND: with it Linux ignores the position, and a batch must lie where it was measured.
    const flags =
      constants.O_RDWR |
      constants.O_NOFOLLOW |
      (create ? constants.O_CREAT : 0) |
      (durable ? constants.O_DSYNC : 0);
    const handle = await open(path, flags, 0o600);
    const file = storageFile(handle, path, durable);
    return inOrder ? threadFile(file, { handle, path, durable }) : file;
  },
  syncDirectory,
  rename,
  async free(path) {
    const { bavail, bsize } = await statfs(path);
    return bavail * bsize;
  },
  remove: (path) => rm(path, { recursive: true, force: true }),
  writeDerived,
};

/** Writes all of `bytes` at `position`. Rejects with the system's error. */
export async function writeAll(file: StorageFile, bytes: Buffer, position: number): Promise<void> {
  let written = 0;
  while (written < bytes.length) {
    const count = await file.write(bytes, written, position + written);
    // A disk that takes nothing and says nothing would keep this loop going for ever.
    if (count <= 0) throw Object.assign(new Error('nothing was written'), { code: 'ENOSPC' });
    written += count;
  }
}

/** Puts a file in place of another, durably: a reader, and a crash, find one or the other whole. */
export async function replaceFile(storage: Storage, path: string, bytes: Buffer): Promise<void> {
  const partial = `${path}.new`;
  const file = await storage.open(partial, true);
  try {
    await file.truncate(0);
    await writeAll(file, bytes, 0);
    await file.sync();
  } finally {
    await file.close();
  }
  await storage.rename(partial, path);
  await storage.syncDirectory(dirname(path));
}

async function syncDirectory(path: string): Promise<void> {
  const handle = await open(path, constants.O_RDONLY | constants.O_DIRECTORY);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/**
 * `durable` says that it was opened with O_DSYNC, so that a write is durable when it returns (open(2)): that takes one
 * turn of the thread pool, and write(2) and fdatasync(2) two, each of which costs about as much as the disk.
 */
function storageFile(handle: FileHandle, path: string, durable: boolean): StorageFile {
  /** Of what another process wrote, or of the length, nobody knows. */
  let unsynced = true;
  return {
    async write(bytes, offset, position) {
      const { bytesWritten } = await handle.write(bytes, offset, bytes.length - offset, position);
      return bytesWritten;
    },
    async sync() {
      if (unsynced || !durable) await handle.datasync();
      unsynced = false;
    },
    async truncate(length) {
      unsynced = true;
      await handle.truncate(length);
    },
    isNamed: () => existsSync(path),
    measure() {
      // Synchronous: it reads the inode in memory, and a turn of the thread pool costs ten times as much.
      const { size, nlink } = fstatSync(handle.fd);
      return { size, links: nlink };
    },
    close: () => handle.close(),
  };
}
