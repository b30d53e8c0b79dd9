/** A bundle server that was taken over, and hopes that a rollback signs what it sends. */
import t from 'tap';
import { changeless } from '../bundle-server/no-change.ts';
import { digestOf } from '../../bundles/digest.ts';
import { rollback } from '../../bundles/server/change-remotely.ts';
import { createClient } from '../../bundles/server/client.ts';
import { KEY, makeBundle, OTHER_KEY } from '../bundle-server/support.ts';

t.test('the client signs only what the same key signed before, for the same scope', async (t) => {
  const good = await makeBundle('one');
  const signing = { key: KEY, trusted: [], fromScope: 'staging', scope: 'staging' };
  const cases: [string, Buffer, string, RegExp][] = [
    ['of another key', await makeBundle('evil', { key: OTHER_KEY }), '', /unknown-key/],
    ['unsigned', await makeBundle('evil', { key: undefined }), '', /unsigned/],
    ['of another scope', await makeBundle('evil', { scope: 'dev' }), '', /wrong-scope/],
    ['not what the history says', await makeBundle('evil'), digestOf(good), /instead of/],
  ];
  for (const [name, bytes, digest, reason] of cases) {
    const client = changeless(bytes, digest === '' ? digestOf(bytes) : digest);
    const change = { channel: 'staging', to: 'rev-1', reason: '' };
    await t.rejects(rollback(client, change, signing), reason, name);
  }
});

t.test('a token goes to no server in plain text', async (t) => {
  t.throws(() => createClient({ server: 'http://bundles.example', token: 'x' }), /must be https/);
});
