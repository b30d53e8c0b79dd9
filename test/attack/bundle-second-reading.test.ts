// Two programs must not read two different things from one bundle.
import { gzipSync } from 'node:zlib';
import t from 'tap';
import { readBundle } from '../../bundles/read.ts';
import { bundleOf, ENTRIES, faultsOf, tar } from '../bundles/support.ts';

void t.test('a name twice', async (t) => {
  for (const name of ['/data.json', 'data.json']) {
    const bytes = await bundleOf([...ENTRIES, [{ name }, '{"a":1}']]);
    t.match(await faultsOf(readBundle(bytes)), [/has the entry ".*data\.json" twice/]);
  }
});

void t.test('an entry behind the end', async (t) => {
  const behind = await tar([[{ name: 'late.json' }, '{}']]);
  const bytes = gzipSync(Buffer.concat([await tar(ENTRIES), behind]));
  t.match(await faultsOf(readBundle(bytes)), [/data behind its end/]);
});

void t.test('an archive without end', async (t) => {
  const whole = await tar(ENTRIES);
  const bytes = gzipSync(whole.subarray(0, whole.length - 1024));
  t.match(await faultsOf(readBundle(bytes)), [/behind its end/]);
});

void t.test('a name or a size in an extended header', async (t) => {
  const long = await bundleOf([...ENTRIES, [{ name: `${'a/'.repeat(200)}a` }, '{}']]);
  t.match(await faultsOf(readBundle(long)), [/extended headers/]);
  const pax = { path: 'other.json' };
  const named = await bundleOf([...ENTRIES, [{ name: 'a.json', pax }, '{}']]);
  t.match(await faultsOf(readBundle(named)), [/extended headers/]);
});

void t.test('something behind the packed archive', async (t) => {
  const bytes = await bundleOf(ENTRIES);
  const size = bytes.subarray(-4);
  for (const [what, behind] of [
    ['a second one', bytes],
    ['one with nothing in it', gzipSync('')],
    ['one that hides how large both are', gzipSync(Buffer.alloc(1024 ** 2))],
    ['junk', Buffer.from('junk')],
    ['a zero byte', Buffer.from([0])],
    // zlib takes a zero byte for padding, and all that is behind it too.
    ['junk that ends with the size again', Buffer.concat([Buffer.from('\0junk'), size])],
    ['a second one behind a zero byte', Buffer.concat([Buffer.from([0]), bytes])],
    ['padding that ends with the size again', Buffer.concat([Buffer.alloc(508), size])],
    ['nothing, and junk', Buffer.concat([gzipSync(''), Buffer.from('\0junk'), size])],
  ] as const) {
    const faults = await faultsOf(readBundle(Buffer.concat([bytes, behind])));
    t.match(faults, [/is not one gzip member|unpacks to more than \d+ bytes/], what);
  }
});
