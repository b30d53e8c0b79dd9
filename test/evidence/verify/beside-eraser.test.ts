/** Verifies a ledger while erasures are under way in it: whatever the moment, no certificate is missed. */
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import t from 'tap';
import { verifyLedger } from '../../../evidence/verify/verify.ts';
import { exchange, open, readEntries, request } from '../erase/support.ts';

t.test('verifying beside an eraser', async (t) => {
  const root = t.testdir();
  const opened = await open(root);
  for (const name of ['a', 'b', 'c']) await exchange(opened, name, true);
  const [key] = await readEntries(opened, 'signing-key');
  const keys = [(key!.data as { key: string }).key];
  const verify = () => verifyLedger({ dir: join(root, 'ledger'), keys });
  const erased: unknown[] = [];
  const erasing = (async () => {
    while (erased.length < 3) erased.push(await opened.eraser.erase(request()));
  })();
  const toCome = new Set<number>();
  while (erased.length < 3) {
    const { faults, certificatesToCome } = await verify();
    const missing = faults.filter(({ fault }) => fault.startsWith('certificate'));
    t.strictSame(missing, []);
    toCome.add(certificatesToCome);
    await sleep(5);
  }
  await erasing;
  t.ok(toCome.has(1), 'it was looked at while one was to come');
  await opened.close();
  t.match(await verify(), { faults: [], certificatesToCome: 0 });
});
