/**
 * `node bench/durability.ts`: what durability adds to a request's latency, in times of this disk's fdatasync(2). Two
 * gateways take turns, one with its state on the disk, one in memory (tmpfs, where a sync is nothing), asked by one
 * connection, so that nothing waits for another request. What one fdatasync takes is measured in the same rounds, in a process
 * that does nothing else: one after the other without a pause, and with the pauses of a request between its two.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTestIssuer } from '../test/helpers/tokens.ts';
import { writeGatewayConfig } from './gateway-config.ts';
import { load } from './load.ts';
import { median } from './median.ts';
import { startChild, type NodeChild } from './start-child.ts';

const SECONDS = Number(process.env['BENCH_SECONDS'] ?? 5);
const ROUNDS = Number(process.env['BENCH_ROUNDS'] ?? 7);
const SYNCS = 500;

const disk = await mkdtemp(join(process.env['BENCH_DIR'] ?? tmpdir(), 'regent-bench-'));
const memory = await mkdtemp('/dev/shm/regent-bench-');
const issuer = await createTestIssuer();
const token = await issuer.sign({ sub: 'bench', groups: ['bench'] });
const upstream = await startChild('upstream');
const gateways: NodeChild[] = [];
try {
  for (const dir of [disk, memory]) {
    const file = await writeGatewayConfig({ dir, issuer, upstream: upstream.url });
    const gateway = await startChild('regent', file);
    gateways.push(gateway);
    await load(`${gateway.url}/allow`, token, 2, 1);
  }
  await compare();
} finally {
  for (const child of [upstream, ...gateways]) child.stop();
  await issuer.close();
  for (const dir of [disk, memory]) await rm(dir, { recursive: true, force: true });
}

/** Milliseconds, medians of rounds. */
async function compare(): Promise<void> {
  const p50: number[][] = [[], []];
  const syncs: number[][] = [[], []];
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [at, { url }] of gateways.entries()) {
      const result = await load(`${url}/allow`, token, SECONDS, 1);
      if (result.errors > 0) throw new Error(`${String(result.errors)} answers were errors`);
      p50[at]!.push(result.p50);
    }
    // Twice in a request a sync is waited for, which takes no time in memory.
    const pause = p50[1]!.at(-1)! / 2;
    syncs[0]!.push(await timeSync(0));
    syncs[1]!.push(await timeSync(pause));
  }
  const [durable, volatile] = p50.map(median) as [number, number];
  const added = median(p50[0]!.map((value, round) => value - p50[1]![round]!));
  console.log(`one connection, ${String(SECONDS)} s, median of ${String(ROUNDS)} rounds`);
  console.log(`p50 on disk ${durable.toFixed(3)} ms, in memory ${volatile.toFixed(3)} ms`);
  console.log(`durability adds ${added.toFixed(3)} ms (target: at most 2 fdatasyncs)`);
  for (const [at, how] of ['without a pause', "at a request's rhythm"].entries()) {
    const sync = median(syncs[at]!);
    const times = (added / sync).toFixed(2);
    console.log(`${times} of write and fdatasync ${how}, p50 ${sync.toFixed(3)} ms`);
  }
}

/** The median of durable writes with `pause` milliseconds before each, in milliseconds. */
async function timeSync(pause: number): Promise<number> {
  const child = fork(join(import.meta.dirname, 'children', 'sync.ts'), [
    join(disk, 'raw'),
    String(SYNCS),
    String(pause),
  ]);
  const [time] = (await once(child, 'message')) as [number];
  return time;
}
