/** Whoever is named in the path of a look at the world is erased with the exchange. */
import { join } from 'node:path';
import t from 'tap';
import type { ActivityDetail } from '../../gateway/admin/contract.ts';
import { Indexer } from '../../gateway/ledger/subjects/indexer.ts';
import { SubjectIndex } from '../../gateway/ledger/subjects/subject-index.ts';
import { askAdmin, read, READERS, searchOnce } from '../helpers/activity.ts';
import { readerOf } from '../helpers/open-ledger.ts';
import { findText } from '../helpers/search-directory.ts';
import { askToWrite, grant, probesOf, startWithPrecondition } from '../helpers/preconditions.ts';
import { verifyLedger } from '../ledger/verify.ts';

const NAME = 'wilhelmina-oppenheimer-quast';

const POLICY = `decision := {"action": "approve", "reasons": ["r"],
  "approval": {"groups": ["dpo"], "precondition": {"etag": true}},
  "subjects": [{"value": input.request.segments[1], "type": "person"}]}`;

for (const [what, etag] of [
  ['that found the world', '"1"'],
  ['that found none', undefined],
] as const)
  t.test(`an exchange ${what}`, async (t) => {
    const gateway = await startWithPrecondition({
      policy: POLICY,
      ledger: { readers: [READERS], erasers: ['dpo'] },
      upstream: (_req, res) => {
        if (etag !== undefined) res.setHeader('etag', etag);
        res.end('{}');
      },
    });
    t.teardown(() => gateway.stop());
    const { stateDir } = gateway;
    const path = `/svc/people/${NAME}`;
    const first = (await (await askToWrite(gateway, path)).json()) as { approval?: string };
    if (first.approval !== undefined) {
      t.equal(await grant(gateway, first.approval), 200);
      t.equal((await askToWrite(gateway, path)).status, 200);
    }
    const before = await probesOf(stateDir);
    t.equal(before.length, etag === undefined ? 1 : 2);
    for (const { sealed } of before)
      t.match(sealed, { request: { target: `/people/${NAME}` }, subjects: [{ value: NAME }] });

    const nonce = Buffer.alloc(32, 7).toString('base64');
    const body = { type: 'person', value: NAME, reference: 'case', nonce };
    const erased = await askAdmin(gateway, '/api/erasures', { groups: ['dpo'], body });
    t.match(await erased.json(), { count: before.length });

    const after = await probesOf(stateDir);
    t.ok(after.every(({ state, sealed }) => state === 'erased' && !sealed));
    t.same(await findText(stateDir, NAME), [], 'it stands nowhere any more');
    const [row] = await searchOnce(gateway, 'action=approve', 1);
    const detail: ActivityDetail = await read(gateway, `/api/activity/${row!.id}`);
    t.ok(detail.steps.some(({ step }) => step === 'probed'));
    t.notOk(detail.row.path);
    t.same(verifyLedger(join(stateDir, 'ledger')).faults, []);
  });

t.test('the index of subjects, made anew, finds whom only a look names', async (t) => {
  // Killed before anything else was written, the look is all that there is.
  const gateway = await startWithPrecondition({ policy: POLICY });
  t.teardown(() => gateway.stop());
  await askToWrite(gateway, `/svc/people/${NAME}`);
  const [probe] = await probesOf(gateway.stateDir);
  const index = new SubjectIndex(join(gateway.stateDir, 'again.db'), Buffer.alloc(32, 1));
  const indexer = new Indexer({
    index,
    reader: await readerOf(gateway.stateDir),
    durable: () => probe!.seq,
    log: (error) => t.fail(String(error)),
  });
  await indexer.reach();
  t.match(index.find({ type: 'person', value: NAME }), [{ exchange: probe!.data.id }]);
  await indexer.close();
});
