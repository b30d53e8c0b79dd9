/** What is said of a ledger that is not as it was written. */
import { SetupError } from '../../errors.ts';

const REMEDY =
  'Keep the files as evidence, put them back from a backup, or move the directory away to begin a new ledger';

/** The error for a file, with what is wrong and where in it. */
export function corruption(path: string, where: string, what: string): SetupError {
  const place = where === '' ? path : `${path}, ${where}`;
  return new SetupError([`the ledger is not as it was written: ${place}: ${what}. ${REMEDY}`]);
}

/** The error for an entry; `line` counts from 1. */
export function entryCorruption(
  { path }: { path: string },
  line: number,
  seq: number,
  what: string,
): SetupError {
  return corruption(path, `line ${line}, entry ${seq}`, what);
}
