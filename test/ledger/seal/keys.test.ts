import { randomBytes } from 'node:crypto';
import { chmod, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import { openLocalKey } from '../../../gateway/ledger/seal/local-key.ts';
import { openDefaultKey } from '../../../gateway/ledger/seal/open-keys.ts';
import { openVaultKey } from '../../../gateway/ledger/seal/vault-key.ts';
import { startVault } from '../../helpers/vault.ts';

const session = '01890a5d-ac96-774b-bcce-b302099a8058';
const other = '01890a5d-ac96-774b-bcce-b302099a8059';
const text = (): string => randomBytes(32).toString('base64');

t.test('a local key opens what it wrapped, for that session alone', async (t) => {
  const kek = openLocalKey('a', text());
  const key = randomBytes(32);
  const wrapped = await kek.wrap(session, key);
  t.match(await kek.unwrap(session, wrapped), key);
  await t.rejects(kek.unwrap(other, wrapped));
  await t.rejects(openLocalKey('a', text()).unwrap(session, wrapped));
  await t.rejects(kek.unwrap(session, 'AAAA'));
});

t.test('what is not 32 bytes in base64 is no key', async (t) => {
  for (const bad of ['', 'secret', text().slice(1), `${text()}A`, ` ${text()}`]) {
    t.throws(() => openLocalKey('a', bad), /the evidence key a must be 32 random bytes in base64/);
  }
});

t.test('a key is made once, for its owner alone', async (t) => {
  const dir = t.testdir();
  const file = join(dir, 'keys', 'evidence.key');
  const first = await openDefaultKey(file, false);
  t.equal(first.made, true);
  t.equal((await stat(file)).mode & 0o777, 0o600);
  const wrapped = await first.key.wrap(session, randomBytes(32));
  const second = await openDefaultKey(file, true);
  t.equal(second.made, false);
  await t.resolves(second.key.unwrap(session, wrapped));

  await chmod(file, 0o640);
  await t.rejects(openDefaultKey(file, true), /by its owner alone \(chmod 600/);
  await chmod(file, 0o600);
  const before = await readFile(file, 'utf8');
  await writeFile(file, before.slice(2));
  await t.rejects(openDefaultKey(file, true), /must be 32 random bytes/);
  await rm(file);
  await t.rejects(openDefaultKey(file, true), /is gone, and what the ledger holds cannot be read/);
});

t.test('a key of Vault', async (t) => {
  const vault = await startVault();
  t.teardown(() => vault.close());
  let token = vault.token;
  const kek = openVaultKey('v', {
    address: vault.address,
    mount: 'transit',
    key: 'evidence',
    token: { read: () => token },
    timeout: 2000,
  });
  const key = randomBytes(32);
  const wrapped = await kek.wrap(session, key);
  t.match(wrapped, /^vault:v1:/);
  t.match(await kek.unwrap(session, wrapped), key);

  await t.test('opens for that session alone', async (t) => {
    await t.rejects(kek.unwrap(other, wrapped), /status 400: cipher: message authentication/);
  });
  await t.test('opens what an earlier version of the key wrapped', async (t) => {
    vault.keys.push(randomBytes(32));
    t.match(await kek.unwrap(session, wrapped), key);
    t.match(await kek.wrap(session, key), /^vault:v2:/);
  });
  await t.test('reads the token at every call', async (t) => {
    token = 'old';
    await t.rejects(kek.wrap(session, key), /status 403: permission denied/);
    token = vault.token;
    await t.resolves(kek.wrap(session, key));
  });
  await t.test('does not wrap with what does not open again', async (t) => {
    vault.distort = () => randomBytes(32);
    await t.rejects(kek.wrap(session, key), /opens another key than it wrapped/);
    vault.distort = () => randomBytes(31);
    await t.rejects(kek.wrap(session, key), /not a key/);
    vault.distort = (plain) => plain;
  });
  await t.test('takes nothing else for an answer', async (t) => {
    const bad: [number, string, RegExp][] = [
      [503, '{"errors":["Vault is sealed"]}', /status 503: Vault is sealed/],
      [200, 'not json', /no data.ciphertext/],
      [200, '{"data":{"ciphertext":5}}', /no data.ciphertext/],
      [200, '{"data":{"ciphertext":"plain"}}', /not a ciphertext/],
      [200, 'x'.repeat(100_000), /too much/],
      [200, 'null', /no data.ciphertext/],
      [500, '{"errors":["a\\nb"]}', /status 500: a b/],
    ];
    for (const [status, body, error] of bad) {
      vault.instead = { status, body };
      await t.rejects(kek.wrap(session, key), error);
    }
    vault.instead = { status: 307, body: '', location: 'http://127.0.0.1:9/' };
    await t.rejects(kek.wrap(session, key));
    vault.instead = undefined;
  });
});

t.test('a Vault that is not there', async (t) => {
  const vault = await startVault();
  await vault.close();
  const { address } = vault;
  const options = { address, mount: 'transit', key: 'evidence', token: { read: () => 't' } };
  await t.rejects(openVaultKey('v', options).wrap(session, randomBytes(32)));
});
