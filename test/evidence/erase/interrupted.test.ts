import { randomBytes } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import { verifyCertificate } from '../../../evidence/erase/verify-certificate.ts';
import { openLedger, type Ledger } from '../../../gateway/ledger/ledger.ts';
import { loadSigningKeys } from '../../../gateway/ledger/checkpoints/signing-keys.ts';
import { Reader } from '../../../gateway/ledger/read/reader.ts';
import { fileStorage } from '../../../gateway/ledger/storage.ts';
import { Eraser } from '../../../gateway/ledger/subjects/eraser.ts';
import { Indexer } from '../../../gateway/ledger/subjects/indexer.ts';
import { SubjectIndex } from '../../../gateway/ledger/subjects/subject-index.ts';
import type { LedgerEntry } from '../../../gateway/types.ts';
import { sampleInput } from '../../helpers/input.ts';
import { TEST_KEY, TestWriter, uuidOf } from '../../helpers/sealed.ts';

const bundle = { revision: 'r1', digest: `sha256:${'a'.repeat(64)}` };
const subject = { type: 'customer', value: 'c-17' };
const seen = { ...subject, in: 'response' as const };
const INDEX_KEY = randomBytes(32);

interface Opened {
  ledger: Ledger;
  writer: TestWriter;
  reader: Reader;
  index: SubjectIndex;
  eraser: Eraser;
  erasedBeside: string[];
  close(): Promise<void>;
}

/** Opens everything that an erasure needs; `failAt` fails when it comes to what lies beside the ledger. */
async function open(root: string, failAt?: 'beside'): Promise<Opened> {
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
  const index = new SubjectIndex(join(dir, 'subjects.db'), INDEX_KEY);
  const log = (error: unknown): never => {
    throw error;
  };
  const indexer = new Indexer({ index, reader, durable: () => ledger.status().seq, log });
  writer.evidence.subjects = indexer;
  const erasedBeside: string[] = [];
  const eraser = new Eraser({
    dir,
    ledger,
    reader,
    index,
    indexer,
    eraseBeside: (exchanges) => {
      if (failAt === 'beside') throw new Error('the power went');
      erasedBeside.push(...exchanges);
    },
    signer: async () => (await loadSigningKeys(signing, fileStorage, false)).keys[0]!,
  });
  const close = async (): Promise<void> => {
    await indexer.close();
    await ledger.close();
  };
  return { ledger, writer, reader, index, eraser, erasedBeside, close };
}

async function exchange({ writer }: Opened, name: string, isAbout: boolean): Promise<void> {
  const decision = { action: 'allow' as const, reasons: ['test'] };
  await writer.intent({ id: uuidOf(name), input: sampleInput({}), decision, bundle });
  await writer.outcome(uuidOf(name), {
    headers: [],
    at: [],
    ...(isAbout && { subjects: [seen] }),
  });
}

async function statesOf({ reader }: Opened): Promise<Map<string, string>> {
  const states = new Map<string, string>();
  for await (const { entry } of reader.entries()) {
    const { id } = entry.data as { id?: string };
    if (id !== undefined) states.set(id, (await reader.open(entry)).state);
  }
  return states;
}

async function readEntries({ reader }: Opened, type: string): Promise<LedgerEntry[]> {
  const found: LedgerEntry[] = [];
  for await (const { entry } of reader.entries()) if (entry.type === type) found.push(entry);
  return found;
}

const request = (nonce = randomBytes(32)) => ({ subject, reference: 'DSR-1', by: 'dana', nonce });

t.test('an erasure that was cut off is finished at the next start, once', async (t) => {
  const root = t.testdir();
  let opened = await open(root, 'beside');
  for (const name of ['a', 'b', 'c', 'd', 'e', 'f']) await exchange(opened, name, name < 'd');
  const nonce = randomBytes(32);
  await t.rejects(opened.eraser.erase(request(nonce)), /the power went/);
  await opened.close();

  opened = await open(root);
  const [finished] = await opened.eraser.finishLeft();
  t.match(finished, { count: 3 });
  t.same(opened.erasedBeside.toSorted(), ['a', 'b', 'c'].map(uuidOf).toSorted());
  t.same(await opened.eraser.finishLeft(), []);
  const states = await statesOf(opened);
  for (const name of ['a', 'b', 'c']) t.equal(states.get(uuidOf(name)), 'erased');
  for (const name of ['d', 'e', 'f']) t.equal(states.get(uuidOf(name)), 'open');
  const [key] = await readEntries(opened, 'signing-key');
  const claims = { key: (key!.data as { key: string }).key, subject: { ...subject, nonce } };
  t.match(verifyCertificate(JSON.stringify(finished!.certificate), claims), { count: 3 });
  t.equal((await readEntries(opened, 'erasure')).length, 2);
  const left = await readdir(join(root, 'ledger', 'certificates'));
  t.same(left, [`${finished!.erasure}.json`]);
  await opened.close();
});

t.test('a legal hold keeps what it covers', async (t) => {
  const opened = await open(t.testdir());
  await exchange(opened, 'a', true);
  const hold = { hold: 'case-7', reason: 'court', by: 'legal' };
  await opened.ledger.hold({ ...hold, state: 'set', connection: 'test' });
  await t.rejects(opened.eraser.erase(request()), { code: 'legal-hold', status: 409 });
  t.equal((await statesOf(opened)).get(uuidOf('a')), 'open');
  t.equal((await readEntries(opened, 'erasure')).length, 0);
  await opened.ledger.hold({ ...hold, state: 'released', connection: 'test' });
  t.match(await opened.eraser.erase(request()), { count: 1 });
  await opened.close();
});

t.test('the index is made anew where it is gone, damaged, or behind', async (t) => {
  const root = t.testdir();
  let opened = await open(root);
  for (const name of ['a', 'b', 'c']) await exchange(opened, name, true);
  await opened.close();
  const { rm, writeFile } = await import('node:fs/promises');
  const file = join(root, 'ledger', 'subjects.db');
  for (const harm of [
    async () => undefined,
    () => rm(file),
    () => writeFile(file, randomBytes(5000)),
  ]) {
    await harm();
    opened = await open(root);
    await exchange(opened, `more ${harm.toString().length}`, true);
    const { index } = opened;
    await opened.eraser.erase({ ...request(), subject: { type: 'customer', value: 'nobody' } });
    const found = new Set(index.find(subject).map((sighted) => sighted.exchange));
    t.ok(['a', 'b', 'c'].every((name) => found.has(uuidOf(name))));
    t.same(index.find({ type: 'person', value: 'c-17' }), []);
    await opened.close();
  }
});
