/** A request, and an export at once: what is on record is in the archive, or the export says that it is not. */
import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import { exportArchive } from '../../evidence/export/export.ts';
import { listSegments } from '../../gateway/ledger/segments.ts';
import type { LedgerEntry } from '../../gateway/types.ts';
import { openArchive, writeSample } from '../evidence/export/support.ts';
import { startTestGateway } from '../helpers/gateway.ts';
import { runRegent } from '../helpers/run-regent.ts';

t.test('a gateway that runs signs it, which is waited for', async (t) => {
  const gateway = await startTestGateway();
  t.teardown(() => gateway.stop());
  const dir = join(gateway.stateDir, 'ledger');
  const out = join(t.testdir(), 'archive.tar');
  for (let requests = 1; requests <= 3; requests += 1) {
    await (await gateway.fetch('/svc/x')).text();
    const { behind } = await exportArchive({ dir, keks: [], choice: {}, out });
    t.equal(behind, 0);
    const archive = await openArchive(t, out);
    const types: LedgerEntry['type'][] = [];
    for await (const { entry } of archive.reader.entries()) types.push(entry.type);
    t.equal(types.filter((type) => type === 'outcome').length, requests);
  }
});

t.test('nobody signs it, which is said', async (t) => {
  const { dir, scratch } = await writeSample(t);
  const [segment] = (await listSegments(dir)).slice(-1);
  await appendFile(segment!.path, '{"an":"entry"}\n{"another":"entry"}\n{"not a whole o');
  const out = join(scratch, 'archive.tar');
  const { code, errors } = await runRegent('evidence', 'export', dir, '--out', out);
  t.equal(code, 0);
  t.match(errors, /no checkpoint covers them: the last 2 of the ledger's entries/);
});
