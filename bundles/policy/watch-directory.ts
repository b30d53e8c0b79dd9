/** Tells when something in a directory, or in one below it, is changed. */
import type { FSWatcher } from 'node:fs';
import { watch } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/** A directory under watch. */
export interface WatchedDirectory {
  /** Watches directories that have come since; to be called after each change, before what is there is read. */
  follow(): Promise<void>;
  close(): void;
}

/**
 * Calls `onEvent` at each change. Each directory is watched by itself, which tells of files that are
 * replaced by renaming, as editors and git do it; a recursive watch of Node.js loses those on Linux.
 */
export function watchDirectory(root: string, onEvent: () => void): WatchedDirectory {
  // By directory, with its inode: one of the same name may be another.
  const watchers = new Map<string, { inode: number; watcher: FSWatcher }>();
  const drop = (path: string): void => {
    watchers.get(path)?.watcher.close();
    watchers.delete(path);
  };
  const add = async (path: string, only?: string): Promise<void> => {
    const inode = await inodeOf(path);
    if (inode !== undefined && inode === watchers.get(path)?.inode) return;
    drop(path);
    if (inode === undefined) return;
    const watcher = watch(path, (_event, name) => {
      if (only === undefined || name === only) onEvent();
    });
    // It is gone; whoever took it away has caused an event.
    watcher.on('error', () => drop(path));
    watchers.set(path, { inode, watcher });
  };
  return {
    async follow() {
      const paths = await directoriesOf(root);
      for (const path of watchers.keys()) {
        if (path !== dirname(root) && !paths.includes(path)) drop(path);
      }
      await add(dirname(root), basename(root));
      for (const path of paths) await add(path);
    },
    close() {
      for (const path of watchers.keys()) drop(path);
    },
  };
}

async function directoriesOf(root: string): Promise<string[]> {
  try {
    const entries = await readdir(root, { recursive: true, withFileTypes: true });
    const below = entries.filter((entry) => entry.isDirectory());
    return [root, ...below.map(({ parentPath, name }) => join(parentPath, name))];
  } catch {
    // It has gone while it was read, which is another change.
    return [root];
  }
}

async function inodeOf(path: string): Promise<number | undefined> {
  try {
    return (await stat(path)).ino;
  } catch {
    return undefined;
  }
}
