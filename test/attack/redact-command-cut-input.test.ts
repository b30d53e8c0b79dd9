/** Input that breaks off, whose masked part could be taken for the whole. */
import { gzipSync } from 'node:zlib';
import t from 'tap';
import { runRedact, startRedact } from '../cli/run-redact.ts';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';

const rows = Array.from({ length: 30_000 }, (_, id) => ({ id, email: `p${id}@example.org` }));
const WHOLE = Buffer.from(JSON.stringify(rows));
const MASK = ['--mask', '$[*].email'];

t.test('short input that is cut leaves nothing, not even with an empty end', async (t) => {
  const small = '{"email":"ada@example.org"}';
  for (const length of [0, 1, 9, 12, small.length - 1]) {
    const run = await runRedact(['--mask', '$.email'], small.slice(0, length));
    t.match(run, { code: 1, stdout: '', stderr: / Nothing was written\.\n$/ }, `${length} bytes`);
  }
});

t.test('long input that is cut ends with 1 and a count of what is incomplete', async (t) => {
  const cuts = [WHOLE.length - 1, WHOLE.indexOf('@example', 1_000_000) + 3];
  for (const cut of cuts) {
    const { code, stdout, stderr } = await runRedact(MASK, WHOLE.subarray(0, cut));
    t.equal(code, 1);
    t.match(stderr, /^[^\n]+ What was written, \d+ bytes, is incomplete\.\n$/);
    t.match(stderr, `${Buffer.byteLength(stdout)} bytes`);
    t.notMatch(stdout, 'example.org');
  }
});

t.test('a content coding that is cut', async (t) => {
  const args = [...MASK, '--encoding', 'gzip', '--report'];
  const run = await runRedact(args, gzipSync(WHOLE).subarray(0, -1));
  t.match(run, { code: 1, stderr: /^[^\n]+gzip[^\n]+\n$/ });
  t.notMatch(run.stdout, 'example.org');
});

t.test('refused input does not keep the command waiting for its end', async (t) => {
  const child = startRedact(MASK);
  child.stdin.on('error', () => {});
  child.stdin.write('no JSON');
  const [stderr, [code]] = await Promise.all([text(child.stderr), once(child, 'close')]);
  t.equal(code, 1);
  t.match(stderr, /Nothing was written/);
});
