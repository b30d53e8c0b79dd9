/** Derived files: there whole or not at all, written by a thread that may end and is begun anew. */
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import t from 'tap';
import { writeDerived } from '../../gateway/ledger/write-derived/write-derived.ts';

const bytes = (text: string): Uint8Array => Buffer.from(text);

t.test('files and the directories that they need are made, and replaced whole', async (t) => {
  const dir = t.testdir();
  await writeDerived(dir, [
    { name: 'a/b/1', bytes: bytes('one') },
    { name: '2', bytes: bytes('two') },
  ]);
  await writeDerived(dir, [{ name: 'a/b/1', bytes: bytes('new') }]);
  t.equal(readFileSync(join(dir, 'a/b/1'), 'utf8'), 'new');
  t.equal(readFileSync(join(dir, '2'), 'utf8'), 'two');
  t.equal(statSync(join(dir, '2')).mode & 0o777, 0o600);
  t.equal(statSync(join(dir, 'a')).mode & 0o777, 0o700);
  t.strictSame(readdirSync(join(dir, 'a/b')), ['1']);
});

t.test(
  'what fails says why, what was before it stays, and what is asked beside is done',
  async (t) => {
    const dir = t.testdir();
    mkdirSync(join(dir, 'taken', 'full'), { recursive: true });
    const failed = writeDerived(dir, [
      { name: 'before', bytes: bytes('x') },
      { name: 'taken', bytes: bytes('x') },
      { name: 'behind', bytes: bytes('x') },
    ]);
    const beside = writeDerived(dir, [{ name: 'beside', bytes: bytes('x') }]);
    await t.rejects(failed, { code: /EISDIR|ENOTEMPTY|EEXIST/ });
    await beside;
    t.ok(existsSync(join(dir, 'before')));
    t.notOk(existsSync(join(dir, 'behind')));
    t.ok(existsSync(join(dir, 'beside')));
  },
);

t.test('the thread keeps no process alive, but until it is done', async (t) => {
  const dir = t.testdir();
  const file = new URL('../../gateway/ledger/write-derived/write-derived.ts', import.meta.url);
  const script = `
    const { writeDerived } = await import(${JSON.stringify(file.href)});
    writeDerived(${JSON.stringify(dir)}, [{ name: 'x', bytes: new Uint8Array(9) }]).then(() => console.log('done'));
  `;
  const run = promisify(execFile);
  const { stdout } = await run(process.execPath, ['--input-type=module', '-e', script]);
  t.equal(stdout, 'done\n');
  t.equal(readFileSync(join(dir, 'x')).length, 9);
});
