/** A secret with a line break would write further headers into every request to the upstream. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { faultsOf, goodFile, load, makeDirectory, type Raw } from '../config/setup.ts';

function withCredential(credential: Raw) {
  const file = goodFile();
  file['connections'][0].credentials = [{ header: 'X-Api-Key', ...credential }];
  return file;
}

void t.test('CR, LF and NUL inside a credential are refused at load', async (t) => {
  const directory = makeDirectory(t);
  const file = withCredential({ value: { env: 'KEY' } });
  for (const KEY of ['a\r\nX-Admin: 1', 'a\nb', 'a\rb', 'a\0b', '\r\na']) {
    t.match(await faultsOf(directory, file, { KEY }), [
      /value cannot be used: .*holds a CR, LF or NUL/,
    ]);
  }
});

void t.test('and in a file that is rotated later', async (t) => {
  const directory = makeDirectory(t);
  const config = await load(directory, withCredential({ value: { file: 'crm.key' } }));
  writeFileSync(join(directory, 'crm.key'), 'a\r\nX-Admin: 1\r\n');
  t.throws(() => config.connections[0]?.credentials[0]?.value.read(), /holds a CR, LF or NUL/);
});

void t.test('and in the prefix, from the file or a variable', async (t) => {
  const directory = makeDirectory(t);
  for (const prefix of ['Bearer\r\nX-Admin: 1', 'a\nb', '${EVIL}', 'é']) {
    const file = withCredential({ prefix, value: { env: 'CRM_KEY' } });
    const faults = await faultsOf(directory, file, { CRM_KEY: 'k', EVIL: 'a\nX-Admin: 1' });
    t.match(faults, [/^connections\[0\]\.credentials\[0\]\.prefix may /], prefix);
  }
});
