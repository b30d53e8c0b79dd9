/** `regent evidence export`. */
import { ProgressBar } from '../bundles/impact/progress.ts';
import { exportArchive } from '../evidence/export/export.ts';
import { findExchanges, readSubject } from '../evidence/find-subject.ts';
import { Reader } from '../gateway/ledger/read/reader.ts';
import { readKeys, type KeyOptions } from './evidence-keys.ts';

interface Options extends KeyOptions {
  from?: Date;
  to?: Date;
  subject?: string;
  session?: string;
  out: string;
}

/** Gives the exit code. */
export async function runExport(dir: string, options: Options): Promise<number> {
  const { from, to, subject: text, session, out } = options;
  const keks = await readKeys(options);
  const subject = text === undefined ? undefined : readSubject(text);
  const exchanges =
    subject && (await findExchanges({ dir, reader: new Reader({ dir, keks }), keks }, subject));
  const bar = new ProgressBar(process.stderr);
  try {
    const { entries, size, files, behind } = await exportArchive({
      dir,
      keks,
      choice: {
        ...(from && { from: from.toISOString() }),
        ...(to && { to: to.toISOString() }),
        ...(session !== undefined && { session }),
        ...(subject && exchanges && { subject, exchanges }),
      },
      out,
      progress: (done, of) => bar.draw(done, of, done),
    });
    bar.clear();
    console.log(`${out}: ${String(entries)} of ${String(size)} entries, ${String(files)} files`);
    if (behind > 0)
      console.error(
        `not in it, for no checkpoint covers them: the last ${String(behind)} of the ledger's entries; a gateway that runs signs them`,
      );
    if (keks.length === 0)
      console.error('no key was named: what is sealed stays sealed in the archive');
    return 0;
  } finally {
    bar.clear();
  }
}
