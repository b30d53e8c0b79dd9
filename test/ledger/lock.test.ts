import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { startChild } from './crash-child.ts';
import { open } from './helpers.ts';

const inUse = { name: 'SetupError', message: /in use by another gateway: stop that one, or give/ };

t.test('two processes cannot write one directory, and a killed one leaves it free', async (t) => {
  const dir = join(t.testdir(), 'ledger');
  const kill = await startChild(dir, `${dir}.acknowledged`);
  await t.rejects(open(dir), inUse);
  await kill();
  await (await open(dir)).close();
});

t.test('one process cannot open a directory twice, and close leaves it free', async (t) => {
  const dir = t.testdir();
  const ledger = await open(dir);
  await t.rejects(open(dir), inUse);
  await ledger.close();
  await (await open(dir)).close();
});

t.test('an opening that fails leaves the directory free', async (t) => {
  const dir = t.testdir();
  const path = join(dir, '000000000007.ndjson');
  writeFileSync(path, '');
  await t.rejects(open(dir), { message: /no file holds this entry/ });
  await t.rejects(open(dir), { message: /no file holds this entry/ });
});

t.test('a lock that cannot be taken is explained', async (t) => {
  const dir = t.testdir({ 'lock.db': {} });
  await t.rejects(open(dir), { name: 'SetupError', message: /lock.*cannot be taken/ });
});
