import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { openStore } from '../../bundles/server/store.ts';

const KILLS = 30;

t.test(
  'killed 30 times while it publishes, every reference points at a whole bundle',
  async (t) => {
    const dir = await mkdtemp(join(tmpdir(), 'regent-kill-'));
    t.teardown(() => rm(dir, { recursive: true }));
    let before = 0;
    for (let kill = 1; kill <= KILLS; kill += 1) {
      const told = await publishUntilKilled(dir);
      const pointerText = await readFile(join(dir, 'channels/staging.json'), 'utf8');
      const pointer = JSON.parse(pointerText) as { digest: string; sequence: number };

      const store = await openStore(dir, ['staging']);
      const history = store.history('staging');
      // What was told to be done is done; at most one change more is.
      const last = history.at(-1)!;
      t.ok(
        last.sequence >= told && last.sequence <= told + 1,
        `${told} told, ${last.sequence} done`,
      );
      t.ok(told > before, 'it went on');
      before = last.sequence;
      t.same(
        history.map(({ sequence }) => sequence),
        history.map((_, index) => index + 1),
      );
      t.ok(
        history.some(({ digest }) => digest === pointer.digest),
        'the pointer, before any mending',
      );
      await t.resolves(store.read(pointer.digest), 'and its bundle is whole');
      // `read` throws where the bytes are not those of the digest.
      for (const { digest } of history.slice(-20)) await store.read(digest);
      t.equal(store.current('staging')?.entry, last);
      t.equal((await readdir(join(dir, 'blobs'))).length, history.length, 'nothing is left over');
      store.close();
    }
  },
);

/** Gives the last sequence that the child said was done. */
async function publishUntilKilled(dir: string): Promise<number> {
  const file = join(import.meta.dirname, 'store-child.ts');
  const child = spawn(process.execPath, [file, dir], { stdio: ['ignore', 'pipe', 'inherit'] });
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
