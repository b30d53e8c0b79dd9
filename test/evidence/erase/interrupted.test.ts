import { randomBytes } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import { verifyCertificate } from '../../../evidence/erase/verify-certificate.ts';
import { uuidOf } from '../../helpers/sealed.ts';
import { exchange, open, readEntries, request, statesOf, subject } from './support.ts';

t.test('an erasure that was cut off is finished at the next start, once', async (t) => {
  const root = t.testdir();
  let opened = await open(root, 'beside');
  for (const name of ['a', 'b', 'c', 'd', 'e', 'f']) await exchange(opened, name, name < 'd');
  const nonce = randomBytes(32);
  await t.rejects(opened.eraser.erase(request(nonce)), /the power went/);
  await opened.close();

  opened = await open(root);
  const [finished] = await opened.eraser.finishLeft();
  t.match(finished, { count: 3 });
  t.same(opened.erasedBeside.toSorted(), ['a', 'b', 'c'].map(uuidOf).toSorted());
  t.same(await opened.eraser.finishLeft(), []);
  const states = await statesOf(opened);
  for (const name of ['a', 'b', 'c']) t.equal(states.get(uuidOf(name)), 'erased');
  for (const name of ['d', 'e', 'f']) t.equal(states.get(uuidOf(name)), 'open');
  const [key] = await readEntries(opened, 'signing-key');
  const claims = { key: (key!.data as { key: string }).key, subject: { ...subject, nonce } };
  t.match(verifyCertificate(JSON.stringify(finished!.certificate), claims), { count: 3 });
  t.equal((await readEntries(opened, 'erasure')).length, 2);
  const left = await readdir(join(root, 'ledger', 'certificates'));
  t.same(left, [`${finished!.erasure}.json`]);
  await opened.close();
});

t.test('a legal hold keeps what it covers', async (t) => {
  const opened = await open(t.testdir());
  await exchange(opened, 'a', true);
  const hold = { hold: 'case-7', reason: 'court', by: 'legal' };
  await opened.ledger.hold({ ...hold, state: 'set', connection: 'test' });
  await t.rejects(opened.eraser.erase(request()), { code: 'legal-hold', status: 409 });
  t.equal((await statesOf(opened)).get(uuidOf('a')), 'open');
  t.equal((await readEntries(opened, 'erasure')).length, 0);
  await opened.ledger.hold({ ...hold, state: 'released', connection: 'test' });
  t.match(await opened.eraser.erase(request()), { count: 1 });
  await opened.close();
});

t.test('the index is made anew where it is gone, damaged, or behind', async (t) => {
  const root = t.testdir();
  let opened = await open(root);
  for (const name of ['a', 'b', 'c']) await exchange(opened, name, true);
  await opened.close();
  const { rm, writeFile } = await import('node:fs/promises');
  const file = join(root, 'ledger', 'subjects.db');
  for (const harm of [
    async () => undefined,
    () => rm(file),
    () => writeFile(file, randomBytes(5000)),
  ]) {
    await harm();
    opened = await open(root);
    await exchange(opened, `more ${harm.toString().length}`, true);
    const { index } = opened;
    await opened.eraser.erase({ ...request(), subject: { type: 'customer', value: 'nobody' } });
    const found = new Set(index.find(subject).map((sighted) => sighted.exchange));
    t.ok(['a', 'b', 'c'].every((name) => found.has(uuidOf(name))));
    t.same(index.find({ type: 'person', value: 'c-17' }), []);
    await opened.close();
  }
});
