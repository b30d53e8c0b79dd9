/**
 * Changes a channel as fast as it can, until it is killed. Prints each sequence that is done. With a
 * second argument it also removes after each change what is not among that many last ones.
 */
import { randomBytes } from 'node:crypto';
import { openStore } from '../../bundles/server/store.ts';
import { entryOf } from './entry.ts';

const [dir, keepLast] = process.argv.slice(2);
const store = await openStore(dir!, ['staging', 'production']);
let sequence = store.current('staging')?.entry.sequence ?? 0;
for (;;) {
  sequence += 1;
  const bytes = randomBytes(20_000 + Math.floor(Math.random() * 200_000));
  const entry = entryOf(bytes, sequence, new Date());
  await store.change('staging', entry, bytes);
  if (sequence % 3 === 0) await store.change('production', entry, bytes);
  process.stdout.write(`${sequence}\n`);
  if (keepLast !== undefined) {
    // A moment later, so that what was replaced just now is old enough.
    await store.retire({ after: 0, keepLast: Number(keepLast) }, new Date(Date.now() + 5));
  }
}
