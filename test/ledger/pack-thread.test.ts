/** Segments are packed by a thread of their own: what ends it harms nothing, and it takes nothing from the main thread. */
import { once } from 'node:events';
import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { getPriority } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { Worker } from 'node:worker_threads';
import { zstdCompressSync } from 'node:zlib';
import t, { type Test } from 'tap';
import { SetupError } from '../../gateway/errors.ts';
import type { Ledger } from '../../gateway/ledger/ledger.ts';
import { packSegment } from '../../gateway/ledger/retain/pack-segment.ts';
import { PackThread } from '../../gateway/ledger/retain/pack-thread/thread.ts';
import { segmentAt } from '../../gateway/ledger/segments.ts';
import { faultyStorage, systemError, type Faults } from './faulty-storage.ts';
import { intent, open, segmentPaths } from './helpers.ts';
import { verifyLedger } from './verify.ts';

const NAME = 'regent-pack';
const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 20));
const packed = (dir: string): string[] => segmentPaths(dir).filter((path) => path.endsWith('.zst'));
const isPart = (path: string): boolean => path.endsWith('.zst.new');

/** Enough for a full tile, in several segments. */
async function fill(ledger: Ledger, name = 'a'): Promise<void> {
  for (let round = 0; round < 15; round += 1) {
    const ids = Array.from({ length: 20 }, (_, at) => `${name}-${round}-${at}`);
    await Promise.all(ids.map((id) => ledger.append('intent', intent(id))));
  }
}

/** A ledger whose segments are closed and none of them packed. */
async function unpacked(dir: string): Promise<void> {
  const faults: Faults = {
    open(path) {
      if (isPart(path)) throw systemError('EIO');
    },
  };
  const ledger = await open(dir, { segmentBytes: 60_000, storage: faultyStorage(faults) });
  await fill(ledger);
  await ledger.close();
}

/** Packs the first segment of a ledger that nobody has open. */
async function packFirst(dir: string, faults: Faults = {}) {
  const thread = new PackThread();
  try {
    thread.hurry();
    const tools = { dir, storage: faultyStorage(faults), thread };
    const edge = { size: 256, hashes: Buffer.alloc(0) };
    return await packSegment(tools, segmentAt(dir, 0), edge);
  } finally {
    await thread.end();
  }
}

/** Calls back with each thread that packs, as soon as it is made. */
function onThread(t: Test, made: (worker: Worker) => void): void {
  const told = (worker: Worker): void => {
    if (worker.threadName === NAME) made(worker);
  };
  process.on('worker', told);
  t.teardown(() => process.off('worker', told));
}

t.test('a thread that ends leaves the segment, and another packs it later', async (t) => {
  for (const when of ['begins', 'compresses', 'checks']) {
    const dir = t.testdir();
    await unpacked(dir);
    const failures: string[] = [];
    let worker: Worker | undefined;
    let kills = 1;
    onThread(t, (made) => {
      worker = made;
      if (when === 'begins' && kills-- > 0) made.once('online', () => void made.terminate());
    });
    const faults: Faults = {
      async write(bytes, path) {
        if (when === 'compresses' && isPart(path) && kills-- > 0) await worker!.terminate();
        return bytes;
      },
      rename(path) {
        if (when === 'checks' && path.endsWith('.zst') && kills-- > 0) void worker!.terminate();
      },
    };
    const ledger = await open(dir, {
      segmentBytes: 60_000,
      storage: faultyStorage(faults),
      log: (event) => {
        if (event.event === 'ledger-upkeep-failed') failures.push(event.error.message);
      },
    });
    while (failures.length === 0) await pause();
    t.strictSame(failures, ['the thread that packs segments ended'], when);
    t.ok(existsSync(join(dir, '000000000000.ndjson')), when);
    t.equal(ledger.status().writable, true);
    // A segment that is closed wakes upkeep again.
    await fill(ledger, 'b');
    while (packed(dir).length < segmentPaths(dir).length - 1) await pause();
    await ledger.close();
    t.strictSame(verifyLedger(dir).faults, []);
  }
});

t.test('whoever closes the ledger waits for the segment that is being packed', async (t) => {
  const dir = t.testdir();
  await unpacked(dir);
  const closing: Promise<void>[] = [];
  const faults: Faults = {
    write(bytes, path) {
      if (isPart(path)) closing.push(ledger.close());
      return bytes;
    },
  };
  const ledger = await open(dir, { storage: faultyStorage(faults) });
  while (closing.length === 0) await pause();
  await Promise.all(closing);
  t.strictSame(packed(dir), [join(dir, '000000000000.ndjson.zst')]);
  t.notOk(existsSync(join(dir, '000000000000.ndjson')));
  t.strictSame(verifyLedger(dir).faults, []);
});

// Elsewhere a thread has no priority of its own.
const skip = process.platform !== 'linux';

t.test('its priority is low, and that of the main thread as it was', { skip }, async (t) => {
  const before = getPriority();
  const dir = t.testdir();
  await unpacked(dir);
  let seen: Map<string, number> | undefined;
  const write = (bytes: number, path: string): number => {
    if (isPart(path)) seen = priorities();
    return bytes;
  };
  await packFirst(dir, { write });
  t.equal(seen?.get(NAME), Math.max(before, 10));
  t.equal(seen?.get(String(process.pid)), before);
  t.equal(getPriority(), before);
});

/** Nice values of this process's threads, by name, and that of the main thread by the process's number: proc(5). */
function priorities(): Map<string, number> {
  const found = new Map<string, number>();
  for (const id of readdirSync('/proc/self/task')) {
    const stat = readFileSync(`/proc/self/task/${id}/stat`, 'utf8');
    const [begin, end] = [stat.indexOf('('), stat.lastIndexOf(')')];
    const nice = Number(stat.slice(end + 2).split(' ')[16]);
    found.set(id === String(process.pid) ? id : stat.slice(begin + 1, end), nice);
  }
  return found;
}

t.test('a tile that was lost is made anew, durable before the segment goes', async (t) => {
  const dir = t.testdir();
  await unpacked(dir);
  const tile = join(dir, 'tile/0/000');
  const whole = readFileSync(tile);
  rmSync(tile);
  const derive = (): never => {
    throw systemError('ENOSPC');
  };
  await t.rejects(packFirst(dir, { derive }), { code: 'ENOSPC' });
  const sync = (path: string): void => {
    if (path === tile) throw systemError('EIO');
  };
  await t.rejects(packFirst(dir, { sync }), { code: 'EIO' });
  t.strictSame(packed(dir), []);
  rmSync(tile);
  await packFirst(dir);
  t.ok(readFileSync(tile).equals(whole));
  t.strictSame(packed(dir), [join(dir, '000000000000.ndjson.zst')]);
});

t.test('what is not as it was written is refused, with the error that names it', async (t) => {
  const dir = t.testdir();
  await unpacked(dir);
  const path = join(dir, '000000000000.ndjson');
  writeFileSync(path, readFileSync(path, 'utf8').replace('"GET"', '"PUT"'));
  const error = await packFirst(dir).catch((thrown: unknown) => thrown);
  t.ok(error instanceof SetupError);
  t.match(error, { message: /000000000000.ndjson, line 2, entry 1: its hash is not/ });
  t.ok(existsSync(path));
  t.strictSame(packed(dir), []);
});

t.test('a packed file that holds something else does not take the place', async (t) => {
  const dir = t.testdir();
  await unpacked(dir);
  const path = join(dir, '000000000000.ndjson');
  const whole = readFileSync(path, 'utf8');
  const lines = whole.split('\n');
  const others: Record<string, (packed: Buffer) => Buffer> = {
    'another entry': () => zstdCompressSync(whole.replace('"GET"', '"PUT"')),
    'another last entry': () => zstdCompressSync(whole.replace(/"GET"(?!.*"GET")/s, '"PUT"')),
    'one less': () => zstdCompressSync(`${lines.slice(0, -2).join('\n')}\n`),
    'one twice': () => zstdCompressSync(`${whole}${lines.at(-2)!}\n`),
    'no end': () => zstdCompressSync(whole.slice(0, -1)),
    nothing: () => zstdCompressSync(''),
    'cut off': (packed) => packed.subarray(0, -8),
    'not zstd': () => Buffer.from(whole),
  };
  for (const [name, make] of Object.entries(others)) {
    const rename = (to: string): void =>
      writeFileSync(`${to}.new`, make(readFileSync(`${to}.new`)));
    await t.rejects(packFirst(dir, { rename }), name);
    t.ok(existsSync(path), name);
    t.strictSame(packed(dir), [], name);
  }
  await packFirst(dir);
  t.notOk(existsSync(path));
  t.strictSame(verifyLedger(dir).faults, []);
});

t.test('entries of a tile that is not full are held against the tree too', async (t) => {
  const dir = t.testdir();
  const ledger = await open(dir, { segmentBytes: 20_000 });
  await Promise.all(
    Array.from({ length: 40 }, (_, at) => ledger.append('intent', intent(`${at}`))),
  );
  const path = join(dir, '000000000000.ndjson');
  const whole = readFileSync(path, 'utf8');
  const before = whole.indexOf('"GET"');
  writeFileSync(path, whole.slice(0, before) + '"PUT"' + whole.slice(before + 5), { flag: 'r+' });
  await ledger.append('intent', intent('closes the segment'));
  await t.rejects(ledger.upkeep(), { message: /entry \d+: its hash is not that of the tree/ });
  writeFileSync(path, whole, { flag: 'r+' });
  await ledger.upkeep();
  t.strictSame(packed(dir), [`${path}.zst`]);
  await ledger.close();
  t.strictSame(verifyLedger(dir).faults, []);
});

t.test('it keeps the process alive while it is asked, and not of itself', async (t) => {
  const thread = JSON.stringify(
    new URL('../../gateway/ledger/retain/pack-thread/thread.ts', import.meta.url),
  );
  const segment = JSON.stringify(segmentAt(t.testdir(), 0));
  const script = `import { PackThread } from ${thread};
    const thread = new PackThread();
    await thread.compress(${segment}).next().catch(({ code }) => console.log(code));`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script]);
  const [said, [code]] = await Promise.all([text(child.stdout), once(child, 'exit')]);
  t.equal(said, 'ENOENT\n');
  t.equal(code, 0);
});
