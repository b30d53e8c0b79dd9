/** Decides every recorded request again, with the recorded bundle and input: the decision must be the same. */
import { SetupError } from '../../gateway/errors.ts';
import type { Reader } from '../../gateway/ledger/read/reader.ts';
import { Gathering } from './gather-decisions.ts';
import type { Replay } from './types.ts';
import { Workers } from './workers.ts';

/** What is replayed. */
export interface ReplayOptions {
  /** Directory of the ledger, or of an unpacked archive: its bundles are used. */
  dir: string;
  reader: Reader;
  /** Entries that are read, for the progress. */
  size: number;
  progress?: (read: number, of: number, decided: number) => void;
}

/** Throws SetupError where the ledger cannot be read, or there are decisions and none can be opened. */
export async function replay(options: ReplayOptions): Promise<Replay> {
  const { dir, reader, size, progress = () => undefined } = options;
  const gathering = new Gathering(reader);
  let read = 0;
  let decided = 0;
  const workers = new Workers(dir, (records) => {
    decided += records;
    progress(read, size, decided);
  });
  try {
    for await (const { entry } of reader.entries()) {
      read += 1;
      const batch = await gathering.take(entry);
      if (batch) await workers.send(batch);
    }
    await workers.send(gathering.rest());
    return gathering.finish(await workers.finish());
  } catch (error) {
    if (error instanceof SetupError) throw error;
    throw new SetupError(
      [`${dir}: cannot be read to its end (${(error as Error).message})`],
      error,
    );
  } finally {
    await workers.close();
  }
}
