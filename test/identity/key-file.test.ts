import { rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { createTestIssuer, type TestIssuer } from '../helpers/tokens.ts';
import type { IdentityEvent } from '../../gateway/identity/identifier.ts';
import { catchRefusal, createClock, identifyToken, trust, until } from './support.ts';

async function startWithFile(t: Test): Promise<{ issuer: TestIssuer; file: string }> {
  const issuer = await createTestIssuer();
  t.teardown(() => issuer.close());
  const file = join(t.testdir(), 'jwks.json');
  await writeFile(file, JSON.stringify({ keys: issuer.keys }));
  return { issuer, file };
}

void t.test('keys come from the file, and a changed file takes effect', async (t) => {
  const { issuer, file } = await startWithFile(t);
  const identifier = trust(t, { ...issuer.config, jwksFile: file });
  const old = await issuer.sign();
  await identifyToken(identifier, old);
  t.equal(issuer.fetches, 0, 'the file comes before the URL');
  await issuer.rotate();
  await writeFile(`${file}.new`, JSON.stringify({ keys: [issuer.keys[1]] }));
  await rename(`${file}.new`, file);
  await until(() =>
    identifyToken(identifier, old).then(
      () => false,
      () => true,
    ),
  );
  t.equal((await catchRefusal(identifyToken(identifier, old))).code, 'token-invalid');
  await t.resolves(identifyToken(identifier, await issuer.sign()));
});

void t.test('a broken or missing file leaves the known keys, until their age limit', async (t) => {
  const { issuer, file } = await startWithFile(t);
  const clock = createClock();
  const events: IdentityEvent[] = [];
  const config = { ...issuer.config, jwksFile: file };
  const identifier = trust(t, config, { now: clock.now, log: (event) => events.push(event) });
  const token = await issuer.sign({ exp: Math.floor(Date.now() / 1000) + 3590 });
  await identifyToken(identifier, token);
  for (const [text, fault] of [
    ['{', 'it is not JSON'],
    ['{"keys":1}', 'it is not a JWK set'],
    [' '.repeat(1024 * 1024 + 1), 'larger than 1 MiB'],
  ] as const) {
    await writeFile(file, text);
    await until(() => identifier.ready()[0]?.fault?.includes(fault) ?? false);
    await t.resolves(identifyToken(identifier, token));
  }
  await rm(file);
  await until(() => identifier.ready()[0]?.fault?.includes('ENOENT') ?? false);
  await t.resolves(identifyToken(identifier, token));
  t.equal(events.filter(({ event }) => event === 'keys-failed').length, 4, 'each fault once');
  clock.forward(3_600_000);
  const fresh = await issuer.sign({ jti: 'n' }, { at: clock.now() });
  t.equal((await catchRefusal(identifyToken(identifier, fresh))).code, 'keys-unavailable');
  t.match(identifier.ready(), [{ ready: false }]);
});

void t.test('a file that is broken from the start gives 503 until it is mended', async (t) => {
  const { issuer, file } = await startWithFile(t);
  await writeFile(file, 'nonsense');
  const identifier = trust(t, { ...issuer.config, jwksFile: file });
  const token = await issuer.sign();
  t.equal((await catchRefusal(identifyToken(identifier, token))).status, 503);
  await writeFile(file, JSON.stringify({ keys: issuer.keys }));
  await until(() => identifier.ready()[0]?.ready ?? false);
  await t.resolves(identifyToken(identifier, token));
});
