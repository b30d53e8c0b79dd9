/** Who can write to the directory moves keys, sealed parts and bodies about, so that one exchange passes for another. */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import { EvidenceDamage } from '../../gateway/ledger/read/damage.ts';
import { SLOT_BYTES } from '../../gateway/ledger/seal/wrap.ts';
import type { IntentData, LedgerEntry, OutcomeData } from '../../gateway/types.ts';
import { startTestGateway } from '../helpers/gateway.ts';
import { readerOf } from '../helpers/open-ledger.ts';

t.test('what was moved does not open', async (t) => {
  const gateway = await startTestGateway();
  t.teardown(() => gateway.stop());
  for (const path of ['/svc/one', '/svc/two']) await (await gateway.fetch(path)).text();
  const { stateDir } = gateway;
  const ledger = join(stateDir, 'ledger');
  const entries = await gateway.entries();
  const [one, two] = entries.filter(({ type }) => type === 'intent') as [LedgerEntry, LedgerEntry];
  const [outcome, other] = entries.filter(({ type }) => type === 'outcome') as [
    LedgerEntry,
    LedgerEntry,
  ];
  const reader = await readerOf(stateDir);
  t.equal((await reader.open(one)).state, 'open');

  t.test('a sealed part under another id, or as another type', async (t) => {
    const { sealed } = one.data as IntentData;
    await t.rejects(
      reader.open({ ...two, data: { ...(two.data as IntentData), sealed } }),
      EvidenceDamage,
    );
    const asOutcome = { ...outcome, data: { ...(outcome.data as OutcomeData), sealed } };
    await t.rejects(reader.open(asOutcome), EvidenceDamage);
  });

  t.test('the body of another exchange, or the request as the response', async (t) => {
    const { body } = other.data as OutcomeData;
    const swapped = { ...outcome, data: { ...(outcome.data as OutcomeData), body: body! } };
    await t.rejects(readAll(await reader.body(swapped, 'response')));
    await t.resolves(readAll(await reader.body(outcome, 'response')));
  });

  t.test('the slot of another exchange in the place of this one', async (t) => {
    const name = (await readdir(ledger)).find((file) => file.endsWith('.keys'))!;
    const file = join(ledger, name);
    const before = await readFile(file);
    const changed = Buffer.from(before);
    // The key of the second under the id of the first.
    before.copy(changed, 16, SLOT_BYTES + 16, SLOT_BYTES * 2);
    await writeFile(file, changed);
    await t.rejects((await readerOf(stateDir)).open(one), EvidenceDamage);
    await writeFile(file, before);
    t.equal((await (await readerOf(stateDir)).open(one)).state, 'open');
  });
});

async function readAll(body: AsyncIterable<Buffer> | undefined): Promise<void> {
  for await (const _ of body!);
}
