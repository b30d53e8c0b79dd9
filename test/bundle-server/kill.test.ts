import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { readBlob } from '../../bundles/server/blobs.ts';
import type { HistoryEntry } from '../../bundles/server/history.ts';
import { openStore } from '../../bundles/server/store.ts';

const KILLS = 20;
const CHANNELS = ['staging', 'production'];

for (const keepLast of [undefined, 3]) {
  const what = keepLast === undefined ? 'publishes' : 'publishes and removes';
  t.test(
    `killed ${KILLS} times while it ${what}, no history speaks of what is not whole`,
    async (t) => {
      const dir = await mkdtemp(join(tmpdir(), 'regent-kill-'));
      t.teardown(() => rm(dir, { recursive: true }));
      let reached = 0;
      for (let kill = 1; kill <= KILLS; kill += 1) {
        const told = await publishUntilKilled(dir, keepLast);
        const onDisk = await readEntries(dir, 'staging');
        for (const { digest } of onDisk.slice(-(keepLast ?? 20))) {
          await t.resolves(readBlob(join(dir, 'blobs'), digest), 'whole before any mending');
        }

        const store = await openStore(dir, CHANNELS);
        const history = store.history('staging');
        // What was told to be done is done; at most one change more is.
        const last = history.at(-1)!;
        t.ok(
          last.sequence >= told && last.sequence <= told + 1,
          `${told} told, ${last.sequence} done`,
        );
        t.ok(told > reached, 'it went on');
        reached = last.sequence;
        t.equal(last.sequence, onDisk.at(-1)?.sequence, 'a whole line is never taken back');
        t.same(
          history.map(({ sequence }) => sequence),
          history.map((_, index) => index + 1),
        );
        const kept = new Set<string>();
        for (const channel of CHANNELS) {
          const entries = store.history(channel);
          t.equal(store.current(channel)?.entry.sequence, entries.at(-1)?.sequence);
          t.notOk(entries.slice(-(keepLast ?? Infinity)).some(({ removed }) => removed));
          for (const { digest, removed } of entries) {
            if (removed === undefined) kept.add(digest);
          }
          // `read` throws where the bytes are not those of the digest.
          for (const { digest, removed } of entries.slice(-20)) {
            const bytes = await store.read(channel, digest);
            if ((bytes === undefined) !== (removed !== undefined))
              t.fail(`${digest} of ${channel}`);
          }
        }
        t.equal((await readdir(join(dir, 'blobs'))).length, kept.size, 'nothing is left over');
        if (keepLast !== undefined) t.ok(kept.size <= 3 * keepLast, `${kept.size} are kept`);
        store.close();
      }
    },
  );
}

/** Gives the last sequence that the child said was done. */
async function publishUntilKilled(dir: string, keepLast?: number): Promise<number> {
  const args = [join(import.meta.dirname, 'store-child.ts'), dir];
  if (keepLast !== undefined) args.push(String(keepLast));
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString();
  });
  await once(child.stdout, 'data');
  await new Promise((resolve) => setTimeout(resolve, Math.random() * 60));
  child.kill('SIGKILL');
  await once(child, 'close');
  return Number(output.trim().split('\n').at(-1));
}

/** The changes that the file has in whole lines. */
async function readEntries(dir: string, channel: string): Promise<HistoryEntry[]> {
  const text = await readFile(join(dir, 'channels', `${channel}.history.ndjson`), 'utf8');
  const lines = text.split('\n').slice(0, -1);
  return lines.map((line) => JSON.parse(line) as HistoryEntry).filter((line) => 'digest' in line);
}
