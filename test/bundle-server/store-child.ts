/** Changes a channel as fast as it can, until it is killed. Prints each sequence that is done. */
import { randomBytes } from 'node:crypto';
import { digestOf } from '../../bundles/server/blobs.ts';
import { openStore } from '../../bundles/server/store.ts';

const store = await openStore(process.argv[2]!, ['staging']);
let sequence = store.current('staging')?.entry.sequence ?? 0;
for (;;) {
  sequence += 1;
  const bytes = randomBytes(20_000 + Math.floor(Math.random() * 200_000));
  const entry = {
    at: new Date().toISOString(),
    by: 'child',
    allowed_by: [],
    action: 'publish' as const,
    digest: digestOf(bytes),
    revision: `rev-${sequence}`,
    sequence,
    expires: new Date().toISOString(),
    source: { repository: '', commit: '' },
    signed_by: 'key-1',
    reason: '',
  };
  await store.change('staging', entry, bytes);
  process.stdout.write(`${sequence}\n`);
}
