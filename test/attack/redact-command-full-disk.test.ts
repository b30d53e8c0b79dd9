/** A disk that takes only a part of the last write, which Node.js's stream of a file does not notice. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { readFile } from 'node:fs/promises';
import t from 'tap';
import { REGENT } from '../cli/run-redact.ts';

t.test('output that does not fit is a failure, not a shorter file', async (t) => {
  const cwd = t.testdir({ 'in.json': JSON.stringify({ a: 1, b: 'x'.repeat(5000) }) });
  const command = `'${process.execPath}' '${REGENT}' redact --mask '$.a'`;
  // The limit of a file's size stands for a small disk. Without what writes longer files of its own when the process ends.
  const small = "unset NODE_OPTIONS NODE_COMPILE_CACHE; trap '' XFSZ; ulimit -f 1";
  const { code, stderr } = await runShell(`${small}; ${command} < in.json > out.json`, cwd);
  t.equal(code, 1);
  t.match(stderr, /The output cannot be written \(EFBIG\)\. What was written is incomplete/);
  t.ok((await readFile(join(cwd, 'out.json'))).length <= 1024);

  const full = await runShell(`${command} < in.json > /dev/full`, cwd);
  t.equal(full.code, 1);
  t.match(full.stderr, /The output cannot be written \(ENOSPC\)/);

  const appended = await runShell(
    `echo first > log; ${command} < in.json >> log; head -c 6 log`,
    cwd,
  );
  t.match(appended, { code: 0, stdout: 'first\n' });
});

async function runShell(script: string, cwd: string) {
  return await new Promise<{ code: unknown; stdout: string; stderr: string }>((resolve) => {
    execFile('bash', ['-c', script], { cwd }, (error, stdout, stderr) =>
      resolve({ code: error?.code ?? 0, stdout, stderr }),
    );
  });
}
