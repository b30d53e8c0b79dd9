/**
 * Writes files that can be made anew from others, by a thread of their own: to make a file takes the kernel longer than to fill it,
 * and through Node's pool four turns of the main thread beside.
 */
import { AskedThread } from '../asked-thread/asked-thread.ts';

/** A file, by its name below a directory. */
export interface DerivedFile {
  name: string;
  bytes: Uint8Array;
}

/** What the thread is asked. */
export interface DerivedOrder {
  root: string;
  files: readonly DerivedFile[];
}

let running: AskedThread<DerivedOrder> | undefined;

/** As `Storage.writeDerived`. */
export async function writeDerived(root: string, files: readonly DerivedFile[]): Promise<void> {
  running ??= new AskedThread(
    new URL('worker.ts', import.meta.url),
    'writes derived files',
    { name: 'regent-derived' },
    () => (running = undefined),
  );
  await running.ask({ root, files });
}
