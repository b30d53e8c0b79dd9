import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import t from 'tap';

const run = promisify(execFile);
const PROGRAM = join(import.meta.dirname, '../helpers/mask-endless-body.ts');
const MIB = 2 ** 20;

/** MiB of the body: 1024 is the promise, but takes long where the machine is slow. */
const SIZE = Number(process.env['REGENT_MASK_MIB'] ?? 256);
/** MiB above what the program has before it begins. */
const ROOM = 64;

interface Measured {
  length: number;
  heap: number;
  before: number;
  most: number;
}

/** Runs the program with a heap of so many MiB. */
async function mask(size: number, heap: number): Promise<Measured> {
  const args = [`--max-old-space-size=${heap}`, PROGRAM, String(size)];
  const { stdout } = await run(process.execPath, args);
  return JSON.parse(stdout) as Measured;
}

void t.test(`${SIZE} MiB of JSON need ${ROOM} MiB`, async (t) => {
  // What code and libraries take of the heap.
  const baseline = Math.ceil((await mask(1, 256)).heap / MIB);
  const { length, before, most } = await mask(SIZE, baseline + ROOM);
  t.ok(length > (SIZE * MIB) / 2, `${length} bytes left`);
  t.ok(most - before < 2 * ROOM * MIB, `all memory grew by ${most - before} bytes`);
  t.comment(`a heap of ${baseline} and ${ROOM} MiB`);
});
