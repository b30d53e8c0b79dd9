/**
 * `node bench/appends.ts`: durable entries a second of 32 writers, against this disk's own write(2) and fdatasync(2) in
 * equal batches: each round the ledger's batches are noted, and then the same bytes written to one bare file. Entries
 * alone, and requests as a gateway writes them: an intent with the slot of its key, in a file of its own, and an outcome.
 */
import { closeSync, fdatasyncSync, openSync, writeSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileStorage, type Storage } from '../gateway/ledger/storage.ts';
import type { Ledger } from '../gateway/ledger/ledger.ts';
import { appendEntry, appendExchange, openBenchLedger } from './ledger.ts';
import { median } from './median.ts';

const SECONDS = Number(process.env['BENCH_SECONDS'] ?? 5);
const ROUNDS = Number(process.env['BENCH_ROUNDS'] ?? 7);
const WRITERS = 32;
const ENTRY_BYTES = 1500;

interface Round {
  /** Durable entries a second. */
  ledger: number;
  raw: number;
  /** Entries of a batch, on average. */
  batch: number;
  /** Microseconds of processor time for each entry. */
  cpu: number;
}

const dir = await mkdtemp(join(process.env['BENCH_DIR'] ?? tmpdir(), 'regent-bench-'));
const kinds = { 'entries alone': appendEntry, requests: appendExchange };
try {
  console.log(`${WRITERS} writers, lines of ${ENTRY_BYTES} bytes, median of ${ROUNDS} rounds`);
  for (const [name, append] of Object.entries(kinds)) {
    const rounds: Round[] = [];
    // The first warms up.
    for (let round = 0; round <= ROUNDS; round += 1) {
      const own = join(dir, `${name} ${round}`);
      await mkdir(own);
      const result = await measure(own, append);
      if (round > 0) rounds.push(result);
      await removeLarge(own);
    }
    print(name, rounds);
  }
} finally {
  await rm(dir, { recursive: true, force: true });
}

/**
 * Removes a round's files but its tiles, which are many: ext4 without a journal looks, for each file that is made, through those
 * that were removed within minutes.
 */
async function removeLarge(own: string): Promise<void> {
  await rm(join(own, 'raw'));
  for (const name of await readdir(join(own, 'ledger')))
    if (name !== 'tile') await rm(join(own, 'ledger', name));
}

async function measure(
  own: string,
  append: (ledger: Ledger, bytes: number) => Promise<void>,
): Promise<Round> {
  const batches: number[] = [];
  const ledger = await openBenchLedger(own, noting(batches));
  batches.length = 0;
  const before = ledger.head().size;
  const cpu = process.cpuUsage();
  const began = performance.now();
  const end = began + SECONDS * 1000;
  const writers = Array.from({ length: WRITERS }, async () => {
    while (performance.now() < end) await append(ledger, ENTRY_BYTES);
  });
  await Promise.all(writers);
  const seconds = (performance.now() - began) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  const entries = ledger.head().size - before;
  const written = [...batches];
  await ledger.close();
  const raw = writeRaw(join(own, 'raw'), written);
  return {
    ledger: entries / seconds,
    raw: entries / raw,
    batch: entries / written.length,
    cpu: (user + system) / entries,
  };
}

/** The real file system, which notes the length of each batch of lines. */
function noting(batches: number[]): Storage {
  return {
    ...fileStorage,
    async open(path, create, how) {
      const file = await fileStorage.open(path, create, how);
      if (!path.endsWith('.ndjson')) return file;
      return {
        ...file,
        write(bytes, offset, position) {
          batches.push(bytes.length - offset);
          return file.write(bytes, offset, position);
        },
      };
    },
  };
}

/** Seconds that it takes to write so many bytes after so many, each time durably. */
function writeRaw(path: string, batches: readonly number[]): number {
  const bytes = Buffer.alloc(Math.max(...batches), 'x');
  const file = openSync(path, 'w', 0o600);
  const began = performance.now();
  let position = 0;
  for (const length of batches) {
    position += writeSync(file, bytes, 0, length, position);
    fdatasyncSync(file);
  }
  const seconds = (performance.now() - began) / 1000;
  closeSync(file);
  return seconds;
}

function print(name: string, rounds: readonly Round[]): void {
  const of = (what: keyof Round): number => median(rounds.map((round) => round[what]));
  const ratio = median(rounds.map(({ ledger, raw }) => ledger / raw));
  console.log(
    `${name}: ledger ${of('ledger').toFixed(0)}/s in batches of ${of('batch').toFixed(1)}, ` +
      `${of('cpu').toFixed(1)} µs of processor time an entry; raw ${of('raw').toFixed(0)}/s`,
  );
  console.log(`${name}: ledger to raw: ${ratio.toFixed(2)} (target: at least 0.8)`);
}
