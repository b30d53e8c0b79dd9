import { hash, randomBytes } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import { BodyStore } from '../../../gateway/ledger/bodies/body-store.ts';
import { objectPath, objectsOf } from '../../../gateway/ledger/bodies/object-path.ts';
import { PACKED_BYTES } from '../../../gateway/ledger/bodies/recorder.ts';
import { decryptBody, encryptedLength } from '../../../gateway/ledger/seal/body-cipher.ts';
import { fileStorage, type Storage } from '../../../gateway/ledger/storage.ts';

const key = randomBytes(32);

t.test('a small body waits for its entry, and its memory is given back', async (t) => {
  const store = await BodyStore.open({ dir: t.testdir(), memory: 1000 });
  for (let round = 0; round < 50; round += 1) {
    const { stored, packed, release } = await store.put(key, Buffer.from('hello'));
    t.equal(packed.length, 1);
    t.match(stored, { object: packed[0]!.digest.toString('hex'), bytes: 5 });
    t.equal(stored.truncated, undefined);
    t.equal(hash('sha256', packed[0]!.bytes), stored.object);
    t.equal(await open(packed[0]!.bytes), 'hello');
    release();
  }
});

t.test('a large body is in its place before it is named, and no other file is left', async (t) => {
  const dir = t.testdir();
  const store = await BodyStore.open({ dir });
  const body = randomBytes(PACKED_BYTES * 2 + 5);
  const recorder = store.begin(key, Infinity);
  for (let at = 0; at < body.length; at += 10_000) {
    await recorder.write(body.subarray(at, at + 10_000));
  }
  const { stored, packed } = await recorder.finish();
  t.same(packed, []);
  t.equal(stored.bytes, body.length);
  const bytes = await readFile(objectPath(dir, stored.object));
  t.equal(bytes.length, encryptedLength(body.length));
  t.equal(hash('sha256', bytes), stored.object);
  t.match(await openBytes(bytes), body);
  t.same(await listObjects(dir), [stored.object]);
});

t.test('what is beyond the limit is cut, and the record says so', async (t) => {
  const store = await BodyStore.open({ dir: t.testdir() });
  const recorder = store.begin(key, 7);
  for (const chunk of ['12345', '6789', 'abc']) await recorder.write(Buffer.from(chunk));
  const { stored, packed } = await recorder.finish();
  t.match(stored, { bytes: 7, truncated: true });
  t.equal(await open(packed[0]!.bytes), '1234567');
  const exact = await store.put(key, Buffer.from('1234567'), 7);
  t.equal(exact.stored.truncated, undefined);
});

t.test('an empty body is a body', async (t) => {
  const store = await BodyStore.open({ dir: t.testdir() });
  const { stored, packed } = await store.begin(key, 10).finish();
  t.match(stored, { bytes: 0 });
  t.equal(await open(packed[0]!.bytes), '');
});

t.test('past the budget bodies are spooled, however small and many', async (t) => {
  const dir = t.testdir();
  const store = await BodyStore.open({ dir, memory: 100 });
  const recorded = await Promise.all(
    Array.from({ length: 40 }, (_, index) => store.put(key, Buffer.from(`body ${index}`))),
  );
  const waiting = recorded.filter(({ packed }) => packed.length > 0);
  t.ok(waiting.length > 0 && waiting.length <= 5);
  t.equal((await listObjects(dir)).length, 40 - waiting.length);
  for (const { release } of recorded) release();
  t.equal((await store.put(key, Buffer.from('again'))).packed.length, 1);
});

t.test('a disk that fails ends the recording, and leaves nothing', async (t) => {
  for (const broken of ['open', 'write', 'sync', 'makeDirectory'] as const) {
    const dir = t.testdir();
    const store = await BodyStore.open({ dir, memory: 10, storage: failing(broken) });
    await t.rejects(store.put(key, Buffer.from('some text')), {
      code: 'ledger-unavailable',
      status: 503,
      cause: { code: 'ENOSPC' },
    });
    t.same(await listObjects(dir), [], broken);
    // What was held is given back: there is room for another.
    const recorder = store.begin(key, 10);
    await recorder.discard();
    t.equal(recorder.isOver, true);
  }
});

t.test('what a crash left unfinished is removed at the start, and nothing else', async (t) => {
  const dir = t.testdir();
  const store = await BodyStore.open({ dir, memory: 10 });
  const { stored } = await store.put(key, Buffer.from('some text'));
  await writeFile(join(objectsOf(dir), 'unfinished-1234'), 'half');
  await BodyStore.open({ dir });
  t.same(await listObjects(dir), [stored.object]);
});

t.test('a recording that is given up leaves nothing', async (t) => {
  const dir = t.testdir();
  const store = await BodyStore.open({ dir, memory: 10 });
  const recorder = store.begin(key, 1000);
  await recorder.write(randomBytes(200));
  await recorder.write(randomBytes(200));
  await recorder.discard();
  await recorder.discard();
  t.same(await listObjects(dir), []);
  t.throws(() => recorder.write(Buffer.from('x')), /over/);
  await t.rejects(recorder.finish(), /over/);
});

/** A storage in which one step finds the disk full. */
function failing(step: 'open' | 'write' | 'sync' | 'makeDirectory'): Storage {
  const full = (): never => {
    throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
  };
  return {
    ...fileStorage,
    makeDirectory: async (path) =>
      step === 'makeDirectory' ? full() : fileStorage.makeDirectory(path),
    async open(path, create) {
      if (step === 'open') full();
      const file = await fileStorage.open(path, create);
      return {
        write: async (...args) => (step === 'write' ? full() : file.write(...args)),
        sync: async () => (step === 'sync' ? full() : file.sync()),
        truncate: (length) => file.truncate(length),
        isNamed: () => file.isNamed(),
        measure: () => file.measure(),
        close: () => file.close(),
      };
    },
  };
}

/** Names of all files below `objects`, without slashes. */
async function listObjects(dir: string): Promise<string[]> {
  const found = await readdir(objectsOf(dir), { recursive: true, withFileTypes: true }).catch(
    () => [],
  );
  return found
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) =>
      join(parentPath, name).slice(objectsOf(dir).length).replaceAll('/', ''),
    );
}

async function open(bytes: Buffer): Promise<string> {
  return (await openBytes(bytes)).toString();
}

async function openBytes(bytes: Buffer): Promise<Buffer> {
  const pieces: Buffer[] = [];
  async function* source(): AsyncGenerator<Buffer> {
    yield bytes;
  }
  for await (const piece of decryptBody(key, source())) pieces.push(piece);
  return Buffer.concat(pieces);
}
