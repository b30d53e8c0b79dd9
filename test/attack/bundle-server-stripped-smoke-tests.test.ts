/** A promotion that leaves the bundle's smoke tests behind: nothing would hold it to them any more. */
import t from 'tap';
import { stampBundle } from '../../bundles/manifest-archive.ts';
import { contentDigest } from '../../bundles/server/content-digest.ts';
import { makeBundle } from '../bundle-server/support.ts';

t.test('smoke tests, and whatever else lasts, are part of the content', async (t) => {
  const bytes = await makeBundle('one');
  const smoke = [{ name: 'a', input: '{}', decision: { action: 'deny' as const, reasons: [] } }];
  const tested = await stampBundle(bytes, { smoke });
  const others = [
    bytes,
    await stampBundle(bytes, { smoke: [] }),
    await stampBundle(bytes, { smoke: [{ ...smoke[0]!, input: '{"a":1}' }] }),
    await stampBundle(tested, { tests_sha256: 'a'.repeat(64) }),
  ];
  for (const other of others) t.not(await contentDigest(other), await contentDigest(tested));
  const later = await stampBundle(tested, { sequence: 9, expires: '2030-01-01T00:00:00Z' });
  t.equal(await contentDigest(later), await contentDigest(tested), 'sequence and times are not');
});
