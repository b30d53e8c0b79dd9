/** Which exchanges were about a data subject. */
import { copyFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SetupError } from '../gateway/errors.ts';
import type { Reader } from '../gateway/ledger/read/reader.ts';
import type { KeyEncryption } from '../gateway/ledger/seal/key-encryption.ts';
import { openIndexKey } from '../gateway/ledger/subjects/index-key.ts';
import { isSound } from '../gateway/ledger/subjects/index-file.ts';
import { SubjectIndex, type Subject } from '../gateway/ledger/subjects/subject-index.ts';
import type { LedgerEntry, SeenSubject } from '../gateway/types.ts';
import { makeScratch } from './scratch.ts';

/** A ledger whose sealed parts can be opened. */
export interface OpenLedger {
  dir: string;
  reader: Reader;
  keks: readonly KeyEncryption[];
}

/** Reads `TYPE:VALUE`. Throws SetupError. */
export function readSubject(text: string): Subject {
  const colon = text.indexOf(':');
  if (colon < 1 || colon === text.length - 1) {
    throw new SetupError([`--subject: ${text} must be TYPE:VALUE, such as customer:17`]);
  }
  return { type: text.slice(0, colon), value: text.slice(colon + 1) };
}

/**
 * Decision ids of the exchanges about a subject: by the ledger's index, and by opening the entries that are not in it. The
 * ledger's own index is not touched. Throws SetupError where no key opens the ledger.
 */
export async function findExchanges(ledger: OpenLedger, subject: Subject): Promise<Set<string>> {
  if (ledger.keks.length === 0) {
    throw new SetupError([
      '--subject: who was concerned is encrypted: name the key by --config regent.yaml or --key-file',
    ]);
  }
  const { dir: scratch, remove } = await makeScratch('regent-subjects-');
  try {
    const index = await openCopy(ledger, scratch);
    const found = new Set(index?.find(subject).map(({ exchange }) => exchange));
    await readRest(ledger.reader, subject, index?.next ?? 0, found);
    const all = index ? index.withAsked([...found]) : found;
    index?.close();
    return new Set(all);
  } finally {
    await remove();
  }
}

/** A copy that is torn or damaged counts as empty; then all entries are read. */
async function openCopy(
  { dir, keks }: OpenLedger,
  scratch: string,
): Promise<SubjectIndex | undefined> {
  try {
    const keyring = await readFile(join(dir, 'keyring.json'), 'utf8');
    const { kek } = JSON.parse(keyring) as { kek: string };
    // In this order the key is opened and not wrapped anew.
    const first = keks.filter(({ id }) => id === kek);
    if (first.length === 0) return undefined;
    const key = await openIndexKey(dir, first);
    const copy = join(scratch, 'subjects.db');
    await copyFile(join(dir, 'subjects.db'), copy);
    await copyFile(join(dir, 'subjects.db-wal'), `${copy}-wal`).catch(() => undefined);
    return isSound(copy, key) ? new SubjectIndex(copy, key) : undefined;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

async function readRest(
  reader: Reader,
  { type, value }: Subject,
  from: number,
  found: Set<string>,
): Promise<void> {
  for await (const { entry } of reader.entries({ from })) {
    const opened = await reader.open<{ subjects?: SeenSubject[] }>(entry);
    if (opened.state !== 'open') continue;
    const seen = opened.sealed.subjects ?? [];
    if (seen.some((each) => each.type === type && each.value === value)) found.add(idOf(entry));
  }
}

function idOf({ data }: LedgerEntry): string {
  return (data as { id: string }).id;
}
