/**
 * How many entries `regent evidence verify` checks in a second: intents and outcomes of realistic size, with keys, tiles
 * and a checkpoint for each second, in segments of 64 MiB. Run with `node bench/verify.ts [entries] [dir]`; a directory
 * that is given is filled once and kept.
 */
import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, readdir, rm, stat } from 'node:fs/promises';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { verifyLedger } from '../evidence/verify/verify.ts';
import { parseCheckpoint } from '../gateway/ledger/notes/checkpoint.ts';

const ENTRIES = Number(process.argv[2] ?? 2_000_000);
const ROUNDS = Number(process.env['BENCH_ROUNDS'] ?? 3);
const TARGET = 500_000;

const given = process.argv[3];
const dir = given ?? (await mkdtemp(join(tmpdir(), 'regent-bench-verify-')));
try {
  if (!(await readdir(dir)).includes('vkey')) generate();
  const key = await readFile(join(dir, 'vkey'), 'utf8');
  const names = (await readdir(dir)).filter((name) => name.endsWith('.ndjson'));
  const sizes = await Promise.all(names.map(async (name) => (await stat(join(dir, name))).size));
  const bytes = sizes.reduce((sum, size) => sum + size, 0);
  const { size } = parseCheckpoint(
    (await readFile(join(dir, 'checkpoint'), 'utf8')).split('\n\n')[0]! + '\n',
  );
  console.log(
    `${size} entries of ${(bytes / size).toFixed(0)} bytes, ${names.length} segments, ${availableParallelism()} cores, load ${loadavg()[0]!.toFixed(1)}`,
  );
  for (let round = 0; round < ROUNDS; round += 1) await measure(key);
} finally {
  if (given === undefined) await rm(dir, { recursive: true });
}

async function measure(key: string): Promise<void> {
  const start = performance.now();
  const cpu = process.cpuUsage();
  const { end, faults } = await verifyLedger({ dir, keys: [key] });
  if (faults.length > 0) throw new Error(JSON.stringify(faults.slice(0, 5)));
  const seconds = (performance.now() - start) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  const memory = (process.memoryUsage.rss() / 1e6).toFixed(0);
  console.log(
    `${(end / seconds).toFixed(0)} entries/s (target: ${TARGET}), ${seconds.toFixed(2)} s, ${((user + system) / 1e6).toFixed(2)} s of processor time, ${memory} MB`,
  );
}

/** In a process of its own, so that the memory that is measured is that of verifying. */
function generate(): void {
  const child = join(import.meta.dirname, 'children', 'verified-ledger.ts');
  execFileSync(process.execPath, [child, String(ENTRIES), dir], { stdio: 'inherit' });
}
