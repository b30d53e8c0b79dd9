// A bundle that unpacks without end must not take the gateway's memory.
import { randomBytes } from 'node:crypto';
import { truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { createGzip, gzipSync } from 'node:zlib';
import t from 'tap';
import { ARCHIVE_LIMITS } from '../../bundles/read-archive.ts';
import { loadBundleFile, readBundle } from '../../bundles/read.ts';
import { bundleOf, ENTRIES, faultsOf, tar } from '../bundles/support.ts';
import type { Entry } from '../bundles/support.ts';

void t.test('an entry over the limit', async (t) => {
  const archive = await tar([[{ name: 'big' }, 'x']]);
  // The size field is at 124 and the header's checksum, with its own field as spaces, at 148.
  archive.write((ARCHIVE_LIMITS.entry + 1).toString(8).padStart(11, '0'), 124, 'latin1');
  archive.write(' '.repeat(8), 148, 'latin1');
  const sum = archive.subarray(0, 512).reduce((total, byte) => total + byte, 0);
  archive.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  t.match(await faultsOf(readBundle(gzipSync(archive))), [/entry "big" is larger than/]);
});

void t.test('too many entries', async (t) => {
  const many = Array.from({ length: ARCHIVE_LIMITS.entries }, (_, i): Entry => [{ name: `f${i}` }]);
  t.match(await faultsOf(readBundle(await bundleOf([...ENTRIES, ...many]))), [
    /more than 4096 entries/,
  ]);
});

void t.test('a file that unpacks to more than the limit', async (t) => {
  const part = Buffer.alloc(16 * 1024 * 1024);
  const parts = Array.from({ length: 17 }, () => part);
  const bomb = await buffer(Readable.from(parts).pipe(createGzip({ level: 1 })));
  t.match(await faultsOf(readBundle(bomb)), [`unpacks to more than ${ARCHIVE_LIMITS.total} bytes`]);
});

void t.test('a file that unpacks to more than it says', async (t) => {
  const bomb = gzipSync(Buffer.alloc(16 * 1024 * 1024));
  bomb.writeUInt32LE(1000, bomb.length - 4);
  t.match(await faultsOf(readBundle(bomb)), ['unpacks to more than 1000 bytes']);
});

void t.test('a file of many parts', async (t) => {
  const part = gzipSync(Buffer.alloc(16 * 1024 * 1024));
  const bomb = Buffer.concat(Array.from({ length: 17 }, () => part));
  t.match(await faultsOf(readBundle(bomb)), [/is not one gzip member/]);
});

void t.test('a file over the limit is not even read', async (t) => {
  const file = join(t.testdir(), 'bundle.tar.gz');
  writeFileSync(file, randomBytes(16));
  truncateSync(file, ARCHIVE_LIMITS.file + 1);
  t.match(await faultsOf(loadBundleFile(file)), [/larger than/]);
});
