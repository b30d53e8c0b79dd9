/** The commands of `docs/ledger.md`: another key that signs, a witness's key, a clock that an operator accepts. */
import { execFileSync } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import { loadConfig } from '../../gateway/config/load-config.ts';
import { openLedger, type LedgerEvent, type LedgerOptions } from '../../gateway/ledger/ledger.ts';
import { parseVkey } from '../../gateway/ledger/notes/keys.ts';
import { ledgerDirectory } from '../../gateway/open-ledger.ts';
import { writeConfigFile } from '../helpers/config-file.ts';
import { ALLOW_ALL, readEntries } from '../helpers/gateway.ts';
import { requireCommand } from '../helpers/require-command.ts';
import { runRegent } from '../helpers/run-regent.ts';

const issuer = { issuer: 'https://issuer.example', audience: ['urn:regent'] };

/** A configuration, and its ledger that is opened and closed again. */
async function prepare(t: { teardown: (done: () => Promise<void>) => void }) {
  const upstream = 'http://127.0.0.1:1';
  const written = await writeConfigFile({ rules: ALLOW_ALL, upstream, issuer: issuer as never });
  t.teardown(() => rm(written.dir, { recursive: true }));
  const config = await loadConfig(written.file);
  const dir = ledgerDirectory(config);
  const open = async (more: Partial<LedgerOptions> = {}): Promise<void> => {
    const ledger = await openLedger({ dir, gateway: 'test', ...config.ledger, ...more });
    await ledger.close();
  };
  return { ...written, dir, open, signingKey: config.ledger.signingKey };
}

async function page(): Promise<string> {
  return readFile(join(import.meta.dirname, '../../docs/ledger.md'), 'utf8');
}

t.test('another key signs', async (t) => {
  if (!requireCommand(t, 'openssl', 'apt-get install -y openssl')) return;
  const { dir, open, signingKey } = await prepare(t);
  await open();
  const [command] = /\{ openssl genpkey .*$/m.exec(await page())!;
  execFileSync('sh', ['-ec', command], { cwd: join(signingKey, '..') });
  const vkeys: string[] = [];
  const log = (event: LedgerEvent): void => {
    if (event.event === 'ledger-key') vkeys.push(event.vkey);
  };
  await open({ log });
  const keys = (await readEntries(dir)).filter(({ type }) => type === 'signing-key');
  t.match(keys, [{}, { data: { key: vkeys[0] } }]);
  t.match(keys[1]!.data, { previous: (keys[0]!.data as { key: string }).key });
});

t.test('the key of a witness', async (t) => {
  const file = join(t.testdir(), 'witness.pem');
  const args = ['witness', 'keygen', '--name', 'witness.example/w1', '--key', file];
  const { code, out, errors } = await runRegent(...args);
  t.equal(code, 0, errors);
  t.equal(parseVkey(out.trim()).name, 'witness.example/w1');
});

t.test('a clock that is behind the last entry', async (t) => {
  const { dir, file, open } = await prepare(t);
  await open({ now: () => new Date(Date.now() + 86_400_000) });
  await t.rejects(open(), { message: /regent evidence accept-clock/ });
  const args = ['evidence', 'accept-clock', '-c', file, '--reason', 'the battery was replaced'];
  const { code, out, errors } = await runRegent(...args);
  t.equal(code, 0, errors);
  t.match(out, /the clock counts again/);
  await open();
  const clock = (await readEntries(dir)).find(({ type }) => type === 'clock');
  t.match(clock?.data, { reason: 'the battery was replaced' });
});
