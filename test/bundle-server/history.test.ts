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

t.test('an entry that was taken back is gone', async (t) => {
  const file = join(t.testdir(), 'h.ndjson');
  const history = await openHistory(file);
  await history.append(ENTRY);
  await history.append({ ...ENTRY, sequence: 2 });
  await history.undo();
  await history.append({ ...ENTRY, sequence: 3 });
  t.same(
    (await openHistory(file)).entries.map(({ sequence }) => sequence),
    [1, 3],
  );
});

t.test('what is no history stops the server', async (t) => {
  const file = join(t.testdir(), 'h.ndjson');
  await writeFile(file, 'nonsense\n');
  await t.rejects(openHistory(file), /h\.ndjson:1: is not an entry/);
  await writeFile(file, `${JSON.stringify(ENTRY)}\n${JSON.stringify(ENTRY)}\n`);
  await t.rejects(openHistory(file), /h\.ndjson:2: its sequence is not higher/);
});
