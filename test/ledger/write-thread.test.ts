import { constants, readFileSync, rmSync, truncateSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import t, { type Test } from 'tap';
import { AppendFile } from '../../gateway/ledger/append-file.ts';
import { fileStorage, type Storage } from '../../gateway/ledger/storage.ts';
import {
  ROOM,
  SLOTS,
  bytesAt,
  fieldAt,
  nextNumber,
} from '../../gateway/ledger/write-thread/shared.ts';
import {
  WriteThread,
  writeThread,
  type Target,
} from '../../gateway/ledger/write-thread/write-thread.ts';

const LONG = 20_000;
const IN_ORDER = { durable: true, inOrder: true };
const FLAGS = constants.O_RDWR | constants.O_CREAT;

/** A new file, opened so often; each write makes sure that it ends where it is to go. */
async function openNew(t: Test, descriptors = 1): Promise<{ path: string; targets: Target[] }> {
  const path = join(t.testdir(), 'file');
  const targets: Target[] = [];
  while (targets.length < descriptors)
    targets.push({ handle: await open(path, FLAGS), path, durable: true });
  t.teardown(() => Promise.all(targets.map(({ handle }) => handle.close())));
  return { path, targets };
}

function letters(index: number, length: number): Buffer {
  return Buffer.alloc(length, 97 + (index % 26));
}

t.test('writes through several descriptors are made in the order of the calls', async (t) => {
  const thread = new WriteThread();
  t.teardown(() => thread.end());
  const { path, targets } = await openNew(t, 2);
  // More than there are slots, and some longer than one.
  const lengths = Array.from({ length: 3 * SLOTS }, (_, index) => 10_000 + index);
  const parts = [...lengths, 2 * ROOM + 7, 5, ROOM].map((length, at) => letters(at, length));
  let position = 0;
  const written = parts.map((part, index) => {
    const done = thread.write(targets[index % 2]!, part, position);
    position += part.length;
    return done;
  });
  t.strictSame(
    await Promise.all(written),
    parts.map(({ length }) => length),
  );
  t.ok(readFileSync(path).equals(Buffer.concat(parts)));
});

t.test('a notice that comes late starts no write that was not given', async (t) => {
  const thread = new WriteThread();
  t.teardown(() => thread.end());
  const { path, targets } = await openNew(t);
  const rounds = 5000;
  for (let round = 0; round < rounds; round += 1)
    await thread.write(targets[0]!, letters(round, 3), round * 3);
  t.equal(readFileSync(path).length, rounds * 3);
});

t.test('what is not durable is told of, whether something follows or not', async (t) => {
  const thread = new WriteThread();
  t.teardown(() => thread.end());
  const { path, targets } = await openNew(t);
  const plain: Target = { ...targets[0]!, durable: false };
  let end = 0;
  for (let round = 0; round < 1000; round += 1) {
    const both = [thread.write(plain, letters(round, 3), end)];
    if (round % 2 === 0) both.push(thread.write(targets[0]!, letters(round, 4), end + 3));
    for (const length of await Promise.all(both)) end += length;
  }
  t.equal(readFileSync(path).length, end);
});

t.test('where the file does not end nothing is appended', async (t) => {
  const thread = new WriteThread();
  t.teardown(() => thread.end());
  const { path, targets } = await openNew(t);
  await thread.write(targets[0]!, letters(0, 100), 0);
  for (const position of [0, 50, 99, 101, 5000])
    await t.rejects(thread.write(targets[0]!, letters(1, 10), position), { code: 'ESTALE' });
  truncateSync(path, 40);
  await t.rejects(thread.write(targets[0]!, letters(1, 10), 100), { code: 'ESTALE' });
  await t.rejects(thread.write(targets[0]!, letters(1, 2 * ROOM), 100), { code: 'ESTALE' });
  t.ok(readFileSync(path).equals(letters(0, 40)), 'no hole');
});

t.test('nor where what is written is not durable', async (t) => {
  const thread = new WriteThread();
  t.teardown(() => thread.end());
  const { path, targets } = await openNew(t);
  const plain: Target = { ...targets[0]!, durable: false };
  await thread.write(plain, letters(0, 100), 0);
  for (const position of [0, 50, 99, 101, 5000])
    await t.rejects(thread.write(plain, letters(1, 10), position), {
      code: 'ESTALE',
      message: /^file: another program changed it/,
    });
  t.ok(readFileSync(path).equals(letters(0, 100)));
});

t.test('to a file that was deleted nothing is appended', async (t) => {
  const thread = new WriteThread();
  t.teardown(() => thread.end());
  const { path, targets } = await openNew(t);
  await thread.write(targets[0]!, letters(0, 100), 0);
  rmSync(path);
  await t.rejects(thread.write(targets[0]!, letters(1, 10), 100), { code: 'ENOENT', path });
});

t.test('a write that fails says why, and what was given behind it fails too', async (t) => {
  const thread = new WriteThread();
  t.teardown(() => thread.end());
  const { path, targets } = await openNew(t);
  const readOnly = { ...targets[0]!, handle: await open(path, constants.O_RDONLY) };
  const full = { ...targets[0]!, handle: await open('/dev/full', constants.O_RDWR) };
  t.teardown(() => Promise.all([readOnly.handle.close(), full.handle.close()]));
  const results = await Promise.allSettled([
    thread.write(full, letters(0, 10), 0),
    thread.write(readOnly, letters(0, 10), 0),
    thread.write(targets[0]!, letters(1, 10), 10),
  ]);
  const reasons = results.map((result) => result.status === 'rejected' && result.reason);
  t.match(reasons, [{ code: 'ENOSPC' }, { code: 'EBADF' }, { code: 'ESTALE' }]);
  t.equal(readFileSync(path).length, 0);
});

t.test('a thread that ended fails what it was given; the next write has another', async (t) => {
  const path = join(t.testdir(), 'file');
  const file = await fileStorage.open(path, true, IN_ORDER);
  const handle = await open(path);
  t.teardown(() => Promise.all([file.close(), handle.close()]));
  const thread = writeThread();
  // More than it has slots for.
  const lost = Array.from({ length: 2 * SLOTS }, () =>
    thread.write({ handle, path: 'never', durable: true }, letters(0, 10), 5),
  );
  const told = Promise.all(lost.map((write) => t.rejects(write, { code: 'EIO' })));
  await thread.end();
  await told;
  t.not(writeThread(), thread);
  t.equal(await file.write(letters(0, LONG), 0, 0), LONG);
  t.ok(readFileSync(path).equals(letters(0, LONG)));
});

t.test(
  'appends need not wait for those before: whatever their lengths, they lie in order',
  async (t) => {
    const path = join(t.testdir(), 'file');
    let begun = 0;
    const counting: Storage = {
      ...fileStorage,
      async open(...how) {
        const file = await fileStorage.open(...how);
        const write: typeof file.write = (...args) => {
          begun += 1;
          return file.write(...args);
        };
        return { ...file, write };
      },
    };
    const file = new AppendFile(counting, path, 0, true);
    t.teardown(() => file.close());
    const append = async (...parts: Buffer[]): Promise<void> => {
      const ends = await Promise.all(parts.map((part) => file.append([part])));
      file.confirm(ends.at(-1)!);
    };
    await append(letters(0, LONG), letters(1, LONG), letters(2, LONG));
    begun = 0;
    const both = append(letters(3, LONG), letters(4, 10));
    t.equal(begun, 2, 'both are given at once');
    await both;
    const lengths = [
      5,
      LONG,
      ROOM + 1,
      LONG,
      7,
      2 * ROOM,
      2 * ROOM,
      LONG,
      1,
      LONG,
      LONG,
      LONG,
      LONG,
    ];
    const parts = lengths.map((length, index) => letters(5 + index, length));
    await append(...parts);
    const first = [LONG, LONG, LONG, LONG, 10].map((length, index) => letters(index, length));
    t.ok(readFileSync(path).equals(Buffer.concat([...first, ...parts])));
  },
);

t.test('a file that was cut is not filled up with zeros', async (t) => {
  const path = join(t.testdir(), 'file');
  for (const length of [10, LONG, ROOM + 1]) {
    const file = await fileStorage.open(path, true, IN_ORDER);
    await t.rejects(
      Promise.all([
        file.write(letters(0, LONG), 0, 100),
        file.write(letters(0, length), 0, 100 + LONG),
      ]),
      { code: 'ESTALE' },
    );
    t.equal(readFileSync(path).length, 0, `${length} bytes behind it`);
    await file.close();
  }
});

t.test('a process lives until its writes are over, and no longer', async (t) => {
  const path = join(t.testdir(), 'file');
  const storage = new URL('../../gateway/ledger/storage.ts', import.meta.url).href;
  const script = `
    const { fileStorage } = await import(${JSON.stringify(storage)});
    const file = await fileStorage.open(${JSON.stringify(path)}, true, ${JSON.stringify(IN_ORDER)});
    file.write(Buffer.alloc(${LONG}, 'x'), 0, 0).then(console.log);
  `;
  const run = promisify(execFile);
  const { stdout } = await run(process.execPath, ['--input-type=module', '-e', script]);
  t.equal(stdout, `${LONG}\n`);
  t.equal(readFileSync(path).length, LONG);
});

t.test('numbers wrap, and go on through the slots', async (t) => {
  const last = 2 ** 31 - 1;
  t.equal(nextNumber(last), new Int32Array([last + 1])[0]);
  let number = last - SLOTS;
  for (let step = 0; step < 2 * SLOTS; step += 1, number = nextNumber(number)) {
    t.equal(bytesAt(nextNumber(number)), (bytesAt(number) + ROOM) % (SLOTS * ROOM));
    t.ok(fieldAt(number, 'fd') >= 0 && fieldAt(number, 'result') < SLOTS * 5);
  }
});
