/** Makes the state of a gateway that has run for long. */
import { join } from 'node:path';
import { defaultKeyFile, openDefaultKey } from '../gateway/ledger/seal/open-keys.ts';
import { openIndexKey } from '../gateway/ledger/subjects/index-key.ts';
import { SubjectIndex } from '../gateway/ledger/subjects/subject-index.ts';
import { appendExchange, openBenchLedger } from './ledger.ts';

const WRITERS = 256;
const ENTRY_BYTES = 700;

/** Fills the ledger of the state directory with so many entries, packs what a gateway would have, and indexes it. */
export async function fillLedger(dir: string, entries: number): Promise<void> {
  const { key } = await openDefaultKey(defaultKeyFile(dir), false);
  const ledger = await openBenchLedger(dir);
  const writers = Array.from({ length: WRITERS }, async () => {
    while (ledger.head().size < entries - 2 * WRITERS) await appendExchange(ledger, ENTRY_BYTES);
  });
  await Promise.all(writers);
  while (ledger.head().size < entries) await appendExchange(ledger, ENTRY_BYTES);
  await ledger.upkeep();
  const { size } = ledger.head();
  await ledger.close();
  const index = new SubjectIndex(
    join(dir, 'ledger', 'subjects.db'),
    await openIndexKey(join(dir, 'ledger'), [key]),
  );
  // These entries name nobody; a gateway that wrote them had read them.
  index.add([], size);
  index.close();
}
