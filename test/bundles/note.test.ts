import { readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { readNote, writeNote } from '../../bundles/follow/note.ts';

const note = (sequence: number): { sequence: number; digest: string; etag: string } => ({
  sequence,
  digest: `sha256:${sequence}`,
  etag: `"${sequence}"`,
});

void t.test('the last note is read, in a file that does not grow', async (t) => {
  const file = join(t.testdir(), 'note');
  for (const sequence of [1, 2, 3, 3, 4]) {
    await writeNote(file, note(sequence));
    t.same(await readNote(file), note(sequence));
    t.equal(readFileSync(file).length, 1024);
  }
});

void t.test('a machine that fails in the middle of a note leaves the one before', async (t) => {
  const file = join(t.testdir(), 'note');
  await writeNote(file, note(1));
  await writeNote(file, note(2));
  const before = readFileSync(file);
  await writeNote(file, note(3));
  const after = readFileSync(file);
  const at = before.findIndex((byte, index) => byte !== after[index]);
  for (let length = 1; length < 100; length += 7) {
    const torn = Buffer.from(before);
    const start = at - (at % 512);
    after.copy(torn, start, start, start + length);
    writeFileSync(file, torn);
    t.equal((await readNote(file)).sequence, 2, `after ${length} bytes`);
    await writeNote(file, note(3));
    t.equal((await readNote(file)).sequence, 3, 'and the next one is taken');
    writeFileSync(file, before);
  }
});

void t.test('without a whole note there is an error; a long tag has no room', async (t) => {
  const file = join(t.testdir(), 'note');
  await t.rejects(readNote(file), { code: 'ENOENT' });
  await writeNote(file, { ...note(1), etag: 'x'.repeat(600) });
  t.same(await readNote(file), { sequence: 1, digest: 'sha256:1' });
  truncateSync(file, 80);
  await t.rejects(readNote(file), { message: 'it is not a note of the last bundle' });
  writeFileSync(file, '{"sequence":1}');
  await t.rejects(readNote(file), { message: 'it is not a note of the last bundle' });
});
