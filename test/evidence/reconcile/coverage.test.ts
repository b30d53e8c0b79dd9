/** Of what a record does not have, reconcile does not say that it passed Regent by. */
import { unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { openEvidence } from '../../../evidence/archive/open-evidence.ts';
import type { Choice } from '../../../evidence/export/choice.ts';
import { exportArchive } from '../../../evidence/export/export.ts';
import { coverageOf } from '../../../evidence/reconcile/coverage.ts';
import { formatReconciliation } from '../../../evidence/reconcile/format.ts';
import { readLog } from '../../../evidence/reconcile/read-log.ts';
import { reconcile, type Reconciliation } from '../../../evidence/reconcile/reconcile.ts';
import { FixtureLedger } from '../../helpers/evidence-ledger.ts';
import { record } from '../../helpers/evidence-traffic.ts';
import { putBundle } from '../export/support.ts';

const MINUTE = 60_000;

/** A ledger with requests a minute apart, each in a segment of its own, and the upstream's log of them, and of one that passed by behind each. */
interface Recorded {
  scratch: string;
  dir: string;
  log: string;
  session: string;
  /** RFC 3339. */
  times: string[];
}

async function recordRequests(t: Test): Promise<Recorded> {
  const scratch = t.testdir();
  const ledger = new FixtureLedger();
  putBundle(ledger);
  const session = ledger.session({ issuer: 'i', subject: 's' });
  const [lines, times]: string[][] = [[], []];
  const log = (path: string, decision?: string): void => {
    const time = new Date(ledger.now).toISOString();
    lines!.push(JSON.stringify({ time, method: 'GET', path, status: 200, decision_id: decision }));
  };
  for (const name of ['a', 'b', 'c', 'd']) {
    if (name !== 'a') ledger.rotate();
    ledger.now += MINUTE;
    times!.push(new Date(ledger.now).toISOString());
    log(`/${name}`, record(ledger, { session, path: `/${name}`, took: 1000 }).id);
    ledger.now += MINUTE;
    log(`/bypass-${name}`);
  }
  ledger.append('stop', {});
  const dir = join(scratch, 'ledger');
  await ledger.write(dir);
  await writeFile(join(scratch, 'access.log'), `${lines!.join('\n')}\n`);
  return { scratch, dir, log: join(scratch, 'access.log'), session: session.id, times: times! };
}

async function exportInto({ scratch, dir }: Recorded, choice: Choice): Promise<string> {
  const out = join(scratch, 'archive.tar');
  await exportArchive({ dir, keks: [], choice, out });
  return out;
}

async function compare(path: string, log: string, window = 2000): Promise<Reconciliation> {
  const evidence = await openEvidence(path, []);
  const covered = coverageOf(evidence.manifest);
  const options = { window, prefix: '', ignore: [], covered };
  const found = await reconcile(evidence.reader, await readLog(log), options);
  await evidence.close();
  return found;
}

function targetsOf({ bypassed, uncovered }: Reconciliation): string[][] {
  return [bypassed, uncovered].map((lines) => lines.map(({ target }) => target));
}

t.test('all of a ledger: nothing is left to doubt', async (t) => {
  const { dir, log } = await recordRequests(t);
  const found = await compare(dir, log);
  const bypassed = ['/bypass-a', '/bypass-b', '/bypass-c', '/bypass-d'];
  t.same(targetsOf(found), [bypassed, []]);
  t.equal(found.counts.matched.certain, 4);
});

t.test('an archive of a part of the time', async (t) => {
  const recorded = await recordRequests(t);
  const [, from, to] = recorded.times;
  const found = await compare(await exportInto(recorded, { from: from!, to: to! }), recorded.log);
  t.same(targetsOf(found), [['/bypass-b'], ['/a', '/bypass-a', '/bypass-c', '/d', '/bypass-d']]);
  t.equal(found.clean, false);
  t.match(formatReconciliation(found), /OF A TIME THAT THE RECORD DOES NOT HAVE: 5\n {2}line 1 /);
});

t.test(
  'behind the last entry of an archive nobody knows, as far as the clocks differ',
  async (t) => {
    const recorded = await recordRequests(t);
    const archive = await exportInto(recorded, {});
    t.match(targetsOf(await compare(archive, recorded.log)), [{ length: 3 }, ['/bypass-d']]);
    t.match(targetsOf(await compare(archive, recorded.log, 0)), [{ length: 4 }, []]);
  },
);

t.test(
  'segments that were removed: in the middle, and those before the first that is left',
  async (t) => {
    const recorded = await recordRequests(t);
    const { dir, log } = recorded;
    const segments = [0, 5, 8, 11].map((first) =>
      join(dir, `${String(first).padStart(12, '0')}.ndjson${first === 11 ? '' : '.zst'}`),
    );
    await unlink(segments[1]!);
    t.same(targetsOf(await compare(dir, log)), [
      ['/bypass-c', '/bypass-d'],
      ['/bypass-a', '/b', '/bypass-b'],
    ]);
    await unlink(segments[0]!);
    t.same(targetsOf(await compare(dir, log)), [
      ['/bypass-c', '/bypass-d'],
      ['/a', '/bypass-a', '/b', '/bypass-b'],
    ]);
  },
);

t.test(
  'an archive of one session or data subject has not the requests of the others',
  async (t) => {
    const recorded = await recordRequests(t);
    const ofSession = await exportInto(recorded, { session: recorded.session });
    await t.rejects(compare(ofSession, recorded.log), /the archive is of one session/);
    const subject = { type: 'customer', value: '17' };
    const ofSubject = await exportInto(recorded, { subject, exchanges: new Set() });
    await t.rejects(compare(ofSubject, recorded.log), /the archive is of one data subject/);
  },
);
