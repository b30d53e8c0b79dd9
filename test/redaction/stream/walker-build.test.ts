import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import t from 'tap';
import { WALKER_FILE } from '../../../gateway/redaction/stream/walker-module.ts';

const ROOT = join(import.meta.dirname, '../../..');
const CONFIG = join(ROOT, 'gateway/redaction/stream/wasm/asconfig.json');

void t.test('the walker that runs is the one whose source stands beside it', async (t) => {
  const dir = await mkdtemp(join(tmpdir(), 'regent-walker-'));
  t.teardown(() => rm(dir, { recursive: true }));
  const file = join(dir, 'walk.wasm');
  const asc = join(ROOT, 'node_modules/assemblyscript/bin/asc.js');
  await promisify(execFile)(process.execPath, [asc, '--config', CONFIG, '--outFile', file], {
    cwd: ROOT,
  });
  t.ok((await readFile(file)).equals(await readFile(WALKER_FILE)), 'if not: npm run walker');
});
