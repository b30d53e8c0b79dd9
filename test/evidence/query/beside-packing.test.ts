/** A gateway packs segments while they are queried: what was listed as a plain file is then a packed one. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { zstdCompressSync } from 'node:zlib';
import t from 'tap';
import { openQuery } from '../../../evidence/query/query.ts';
import { listSegments } from '../../../gateway/ledger/segments.ts';
import { makeLedger } from '../make-ledger.ts';

async function packAll(dir: string): Promise<void> {
  for (const { path, form } of (await listSegments(dir)).slice(0, -1)) {
    if (form === 'packed') continue;
    writeFileSync(`${path}.zst`, zstdCompressSync(readFileSync(path)));
    rmSync(path);
  }
}

async function count(dir: string): Promise<number> {
  const query = await openQuery(dir);
  const rows = await Array.fromAsync(query.rows({}));
  await query.close();
  return rows.length;
}

t.test('while indexes are made', async (t) => {
  const dir = t.testdir({ one: {}, two: {} });
  makeLedger(join(dir, 'one'), 345, 3);
  const expected = await count(join(dir, 'one'));
  const two = join(dir, 'two');
  makeLedger(two, 345, 3);
  let packing: Promise<void> | undefined;
  const query = await openQuery(two, { indexing: () => void (packing ??= packAll(two)) });
  t.teardown(() => query.close());
  await packing;
  t.ok(expected > 0);
  t.equal((await Array.fromAsync(query.rows({}))).length, expected);
});

t.test('while every entry is read', async (t) => {
  const dir = t.testdir();
  makeLedger(dir, 345, 3);
  const query = await openQuery(dir, { scan: true });
  t.teardown(() => query.close());
  await packAll(dir);
  t.ok((await Array.fromAsync(query.rows({}))).length > 0);
});
