/** What runs in WebAssembly is what its source stands beside. */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import t from 'tap';
import { SCANNER_FILE } from '../evidence/verify/scanner.ts';
import { TREE_HASH_FILE } from '../gateway/ledger/tree/hash-root.ts';
import { WALKER_FILE } from '../gateway/redaction/stream/walker-module.ts';

const ROOT = join(import.meta.dirname, '..');
const ASC = join(ROOT, 'node_modules/assemblyscript/bin/asc.js');

const builds = { walker: WALKER_FILE, 'tree-hash': TREE_HASH_FILE, scanner: SCANNER_FILE };
for (const [script, url] of Object.entries(builds))
  t.test(script, async (t) => {
    const dir = await mkdtemp(join(tmpdir(), 'regent-wasm-'));
    t.teardown(() => rm(dir, { recursive: true }));
    const built = join(dir, 'built.wasm');
    const config = join(dirname(fileURLToPath(url)), 'asconfig.json');
    const asked = [ASC, '--config', config, '--outFile', built];
    await promisify(execFile)(process.execPath, asked, { cwd: ROOT });
    t.ok((await readFile(built)).equals(await readFile(url)), `if not: npm run ${script}`);
  });
