/** A ledger in which data subjects are looked for and erased. */
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { openLedger, type Ledger } from '../../../gateway/ledger/ledger.ts';
import { loadSigningKeys } from '../../../gateway/ledger/checkpoints/signing-keys.ts';
import { Reader } from '../../../gateway/ledger/read/reader.ts';
import { fileStorage } from '../../../gateway/ledger/storage.ts';
import { Eraser } from '../../../gateway/ledger/subjects/eraser.ts';
import { openIndexKey } from '../../../gateway/ledger/subjects/index-key.ts';
import { Indexer } from '../../../gateway/ledger/subjects/indexer.ts';
import { SubjectIndex } from '../../../gateway/ledger/subjects/subject-index.ts';
import type { LedgerEntry } from '../../../gateway/types.ts';
import { sampleInput } from '../../helpers/input.ts';
import { TEST_KEY, TestWriter, uuidOf } from '../../helpers/sealed.ts';

const bundle = { revision: 'r1', digest: `sha256:${'a'.repeat(64)}` };
export const subject = { type: 'customer', value: 'c-17' };
const seen = { ...subject, in: 'response' as const };

/** What an erasure needs. */
export interface Opened {
  ledger: Ledger;
  writer: TestWriter;
  reader: Reader;
  index: SubjectIndex;
  eraser: Eraser;
  erasedBeside: string[];
  close(): Promise<void>;
}

function fail(error: unknown): never {
  throw error;
}

/** Opens it; `failAt` fails when it comes to what lies beside the ledger. */
export async function open(
  root: string,
  failAt?: 'beside' | 'beside-once',
  log: (error: unknown) => void = fail,
): Promise<Opened> {
  const dir = join(root, 'ledger');
  const signing = { signingKey: join(root, 'checkpoint.pem'), origin: 'regent/test' };
  const ledger = await openLedger({
    dir,
    segmentBytes: 4000,
    segmentAge: 1e9,
    gateway: 'test',
    refusalsPerSecond: 10,
    ...signing,
  });
  const writer = await TestWriter.open(ledger, dir);
  const reader = new Reader({ dir, keks: [TEST_KEY] });
  const index = new SubjectIndex(join(dir, 'subjects.db'), await openIndexKey(dir, [TEST_KEY]));
  const indexer = new Indexer({ index, reader, durable: () => ledger.status().seq, log });
  writer.evidence.subjects = indexer;
  const erasedBeside: string[] = [];
  let failed = false;
  const eraser = new Eraser({
    dir,
    ledger,
    reader,
    index,
    indexer,
    eraseBeside: (exchanges) => {
      const before = failed;
      failed = true;
      if (failAt === 'beside' || (failAt === 'beside-once' && !before))
        throw new Error('the power went');
      erasedBeside.push(...exchanges);
    },
    again: 100,
    finished: () => undefined,
    failed: () => undefined,
    signer: async () => (await loadSigningKeys(signing, fileStorage, false)).keys[0]!,
  });
  const close = async (): Promise<void> => {
    await eraser.close();
    await indexer.close();
    await ledger.close();
  };
  return { ledger, writer, reader, index, eraser, erasedBeside, close };
}

/** Records one, about the subject or about nobody. */
export async function exchange({ writer }: Opened, name: string, isAbout: boolean): Promise<void> {
  const decision = { action: 'allow' as const, reasons: ['test'] };
  await writer.intent({ id: uuidOf(name), input: sampleInput({}), decision, bundle });
  await writer.outcome(uuidOf(name), {
    headers: [],
    at: [],
    ...(isAbout && { subjects: [seen] }),
  });
}

/** What can be read of each exchange. */
export async function statesOf({ reader }: Opened): Promise<Map<string, string>> {
  const states = new Map<string, string>();
  for await (const { entry } of reader.entries()) {
    const { id } = entry.data as { id?: string };
    if (id !== undefined) states.set(id, (await reader.open(entry)).state);
  }
  return states;
}

export async function readEntries({ reader }: Opened, type: string): Promise<LedgerEntry[]> {
  const found: LedgerEntry[] = [];
  for await (const { entry } of reader.entries()) if (entry.type === type) found.push(entry);
  return found;
}

/** What is asked for. */
export const request = (nonce = randomBytes(32)) => ({
  subject,
  reference: 'DSR-1',
  by: 'dana',
  nonce,
});
