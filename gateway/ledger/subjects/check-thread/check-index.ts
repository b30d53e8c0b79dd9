import { AskedThread } from '../../asked-thread/asked-thread.ts';

/** What the thread is asked. */
export interface CheckOrder {
  file: string;
  key: Uint8Array;
}

/** As `isSound`, by a thread of its own: all of the index is read. */
export async function checkIndex(file: string, key: Uint8Array): Promise<boolean> {
  const thread = new AskedThread<CheckOrder>(
    new URL('worker.ts', import.meta.url),
    'checks the subject index',
    { name: 'regent-subjects' },
  );
  try {
    // A copy of its own: what is sent is all of the memory behind.
    return (await thread.ask({ file, key: Uint8Array.from(key) })) as boolean;
  } finally {
    await thread.end();
  }
}
