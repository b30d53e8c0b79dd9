// Runs what docs/redact-command.md shows, in its order, in one directory.
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import t from 'tap';
import { REGENT } from './run-redact.ts';

const PAGE = join(import.meta.dirname, '../../docs/redact-command.md');
const EXAMPLE = /^```sh\n(.*?)^```\n(?:\n^```text\n(.*?)^```\n)?/gms;

t.test('what the page shows is what comes', async (t) => {
  const examples = [...(await readFile(PAGE, 'utf8')).matchAll(EXAMPLE)];
  t.ok(examples.length >= 7, 'the examples were found');
  const cwd = t.testdir();
  for (const [, script = '', shown = ''] of examples) {
    const regent = `regent() { '${process.execPath}' '${REGENT}' "$@"; }`;
    const args = ['-euo', 'pipefail', '-c', `exec 2>&1\n${regent}\n${script}`];
    const { stdout } = await promisify(execFile)('bash', args, { cwd });
    t.equal(stdout, shown, script);
  }
});
