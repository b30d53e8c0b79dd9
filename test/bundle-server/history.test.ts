import { appendFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import { openHistory, type HistoryEntry } from '../../bundles/server/history.ts';

const ENTRY: HistoryEntry = {
  at: '2026-01-01T00:00:00.000Z',
  by: 'a',
  allowed_by: [],
  action: 'publish',
  digest: `sha256:${'0'.repeat(64)}`,
  revision: 'ü',
  sequence: 1,
  expires: '2027-01-01T00:00:00.000Z',
  source: { repository: '', commit: '' },
  signed_by: 'k',
  reason: '',
};

t.test('a line that was being written is cut off', async (t) => {
  const file = join(t.testdir(), 'h.ndjson');
  const history = await openHistory(file);
  await history.append(ENTRY);
  const whole = await readFile(file, 'utf8');
  await appendFile(file, '{"at":"2026-01-01T00:00:0');
  t.same((await openHistory(file)).entries, [ENTRY]);
  t.equal(await readFile(file, 'utf8'), whole);
});

t.test('a removal is said, until the bundle comes again', async (t) => {
  const file = join(t.testdir(), 'h.ndjson');
  const history = await openHistory(file);
  await history.append(ENTRY);
  await history.append({ at: '2026-02-01T00:00:00.000Z', removed: [ENTRY.digest] });
  t.same([...history.removed], [[ENTRY.digest, '2026-02-01T00:00:00.000Z']]);
  t.equal(history.entries.length, 1, 'what happened stays');
  t.same([...(await openHistory(file)).removed], [...history.removed]);
  await history.append({ ...ENTRY, sequence: 2 });
  t.equal(history.removed.size, 0);
  t.equal((await openHistory(file)).removed.size, 0);
});

t.test('what is no history stops the server', async (t) => {
  const file = join(t.testdir(), 'h.ndjson');
  await writeFile(file, 'nonsense\n');
  await t.rejects(openHistory(file), /h\.ndjson:1: is not an entry/);
  for (const line of ['null', '7', '{}', '{"at":"x","removed":["../x"]}', '{"removed":[]}']) {
    await writeFile(file, `${line}\n`);
    await t.rejects(openHistory(file), /h\.ndjson:1: is not an entry/, line);
  }
  await writeFile(file, `${JSON.stringify(ENTRY)}\n${JSON.stringify(ENTRY)}\n`);
  await t.rejects(openHistory(file), /h\.ndjson:2: its sequence is not higher/);
});
