import {
  chmodSync,
  existsSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import t, { type Test } from 'tap';
import { SetupError } from '../../gateway/errors.ts';
import { logged, startChild } from './run-child.ts';
import { DANA, open, pendingId, refused, subjectNamed, tempFile, type Opened } from './support.ts';

/** Asserts that nothing passes and nothing is decided. */
async function isUnavailable(t: Test, { approvals, ask }: Opened, id: string): Promise<void> {
  const refusal = await refused(t, ask(), 'approvals-unavailable');
  t.equal(refusal.status, 503);
  t.notMatch(refusal.detail, /sqlite|regent-approvals/i, 'nothing of the inside is told');
  await refused(t, ask(subjectNamed('other')), 'approvals-unavailable');
  await refused(t, approvals.decide(id, 'denied', DANA), 'approvals-unavailable');
  await refused(t, () => approvals.list(), 'approvals-unavailable');
  await refused(t, () => approvals.get(id), 'approvals-unavailable');
  await refused(t, approvals.expire(), 'approvals-unavailable');
}

/** Approvals with one that is granted and unused. */
async function openGranted(t: Test): Promise<{ opened: Opened; id: string }> {
  const opened = open(t, { hold: 1, poll: 1e6 });
  const id = (await refused(t, opened.ask(), 'approval-required')).extras.approval!;
  await opened.approvals.decide(id, 'granted', DANA);
  return { opened, id };
}

void t.test('a deleted file', async (t) => {
  const { opened, id } = await openGranted(t);
  rmSync(opened.file);
  await isUnavailable(t, opened, id);
  t.notOk(existsSync(opened.file));
});

void t.test('a file that was replaced by another', async (t) => {
  const { opened, id } = await openGranted(t);
  writeFileSync(`${opened.file}.copy`, readFileSync(opened.file), { mode: 0o600 });
  renameSync(`${opened.file}.copy`, opened.file);
  await isUnavailable(t, opened, id);
});

void t.test('a file that was made read-only, or open to others', async (t) => {
  for (const mode of [0o400, 0o644, 0o660]) {
    const { opened, id } = await openGranted(t);
    chmodSync(opened.file, mode);
    await isUnavailable(t, opened, id);
    chmodSync(opened.file, 0o600);
    t.equal((await opened.ask()).id, id, 'and works again once that is mended');
  }
});

void t.test('a corrupt file', async (t) => {
  const { opened, id } = await openGranted(t);
  // Another process writes all into the main file, so that this one must read it afresh.
  const other = new DatabaseSync(opened.file);
  other.exec("UPDATE approvals SET reason = 'x'; PRAGMA wal_checkpoint(TRUNCATE)");
  other.close();
  writeFileSync(opened.file, Buffer.alloc(statSync(opened.file).size, 'garbage'));
  await isUnavailable(t, opened, id);
  t.throws(() => open(t, { file: opened.file }), SetupError);
});

void t.test('a database that another process keeps locked', async (t) => {
  const { opened, id } = await openGranted(t);
  const other = new DatabaseSync(opened.file);
  t.teardown(() => other.close());
  other.exec('BEGIN EXCLUSIVE');
  await refused(t, opened.ask(), 'approvals-unavailable');
  other.exec('ROLLBACK');
  t.equal((await opened.ask()).id, id);
});

void t.test(
  'a request that is held when the database fails is told so, and the log once',
  async (t) => {
    const errors: object[] = [];
    const log = { error: (fields: object) => void errors.push(fields), info: () => undefined };
    const opened = open(t, { log });
    const asked = opened.ask();
    await pendingId(opened);
    rmSync(opened.file);
    await refused(t, asked, 'approvals-unavailable');
    await new Promise((resolve) => setTimeout(resolve, 100));
    t.equal(errors.length, 1);
  },
);

void t.test('a full disk', async (t) => {
  const { opened, id } = await openGranted(t);
  const log = `${opened.file}.log`;
  const child = startChild({ file: opened.file, log, work: 'fill', hold: 1 }, 256);
  t.equal(await child.ended, null);
  const asked = logged(log, 'asked');
  t.ok(asked.length > 1 && asked.length < 100, 'the disk was full before the limit of pending');
  t.equal(asked.at(-1), 'approvals-unavailable');
  t.equal((await opened.ask()).id, id, 'where there is room, nothing was lost');
});

void t.test('a file that cannot be opened is a fault of the setup', async (t) => {
  const file = tempFile(t);
  writeFileSync(file, 'not a database, though long enough to be read as one'.repeat(100));
  t.throws(() => open(t, { file }), {
    name: 'SetupError',
    message: /approvals: .* cannot be used/,
  });
  rmSync(file);
  writeFileSync(file, '', { mode: 0o400 });
  t.throws(() => open(t, { file }), { message: /read-only/ });
  t.throws(() => open(t, { file: `${file}/no/such/directory` }), SetupError);
});

void t.test('a database of a newer Regent is left alone', async (t) => {
  const { opened } = await openGranted(t);
  await opened.approvals.close();
  const newer = new DatabaseSync(opened.file);
  newer.exec('PRAGMA user_version = 3');
  newer.close();
  t.throws(() => open(t, { file: opened.file }), { message: /schema has version 3/ });
});

void t.test('the files are their owner’s alone', async (t) => {
  const { opened } = await openGranted(t);
  for (const each of [opened.file, `${opened.file}-wal`, `${opened.file}-shm`]) {
    t.equal(statSync(each).mode & 0o777, 0o600, each);
  }
  await opened.approvals.close();
  chmodSync(opened.file, 0o664);
  open(t, { file: opened.file });
  t.equal(statSync(opened.file).mode & 0o777, 0o600, 'also where a restore has widened it');
});

void t.test('even a statement from outside cannot revive a settled approval', async (t) => {
  const { opened, id } = await openGranted(t);
  await opened.ask();
  const other = new DatabaseSync(opened.file);
  t.teardown(() => other.close());
  t.throws(() => other.prepare("UPDATE approvals SET state = 'granted' WHERE id = ?").run(id), {
    message: /settled/,
  });
});
