import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import t from 'tap';
import { runRedact, startRedact } from './run-redact.ts';

const MiB = 2 ** 20;

t.test('input cut anywhere gives the same output', async (t) => {
  const input = Buffer.from('{"é":[{"email":"a\\u0040b.c"},{"email":"ü"}],"n":1.0 }\n');
  const bytes = [...input].map((byte) => Buffer.from([byte]));
  const run = await runRedact(['--mask', '$..email'], bytes);
  t.equal(run.stdout, '{"é":[{"email":"[redacted]"},{"email":"[redacted]"}],"n":1.0 }\n');
  t.equal(run.code, 0);
});

t.test('a content coding is undone', async (t) => {
  for (const [coding, encode] of Object.entries({ gzip: gzipSync, br: brotliCompressSync })) {
    const args = ['--mask', '$.a', '--encoding', coding];
    const run = await runRedact(args, encode('{"a":1,"b":2}'));
    t.same(run, { code: 0, stdout: '{"a":"[redacted]","b":2}', stderr: '' }, coding);
  }
  const run = await runRedact(['--mask', '$.a', '--encoding', 'gzip'], '{"a":1}');
  t.match(run, { code: 1, stdout: '', stderr: /not whole and well-formed gzip\. Nothing/ });
});

t.test('an event leaves as soon as it is whole', async (t) => {
  const child = startRedact(['--type', 'application/x-ndjson', '--mask', '$.a']);
  for (const value of [1, 2]) {
    child.stdin.write(`{"a":${value}}\n`);
    const [line] = (await once(child.stdout, 'data')) as [Buffer];
    t.equal(line.toString(), '{"a":"[redacted]"}\n');
  }
  child.stdin.end();
  t.same(await once(child, 'close'), [0, null]);
});

t.test('128 MiB pass in bounded memory, no faster than they are read', async (t) => {
  const row = '{"email":"ada@example.org","text":"' + 'x'.repeat(900) + '"}';
  const rows = Buffer.from(`,${row}`.repeat(Math.ceil(MiB / row.length)));
  const child = startRedact(['--mask', '$[*].email', '--limit', '1MiB', '--report', 'json']);
  const report: Buffer[] = [];
  child.stderr.on('data', (chunk: Buffer) => report.push(chunk));
  child.stdin.write(`[${row}`);
  let [sent, received, early] = [0, 0, 0];
  const push = async (): Promise<void> => {
    while (sent < 128) {
      sent += 1;
      if (!child.stdin.write(rows)) await once(child.stdin, 'drain');
    }
    early = await peakOf(child.pid!);
    child.stdin.end(']');
  };
  const pushed = push();
  // Nobody reads yet: what is taken in must stop too.
  await new Promise((resolve) => setTimeout(resolve, 1500));
  t.ok(sent < 32, `stopped at ${sent} MiB`);
  child.stdout.on('data', (chunk: Buffer) => (received += chunk.length));
  await Promise.all([pushed, once(child, 'close')]);
  t.equal(child.exitCode, 0);
  t.ok(received > 110 * MiB, `${received} bytes`);
  t.ok(early > 0 && early < 320 * MiB, `peak of ${Math.round(early / MiB)} MiB`);
  const [hits] = JSON.parse(Buffer.concat(report).toString()) as [{ count: number; at: string[] }];
  t.ok(hits.count > 128 * 1000);
  t.equal(hits.at.length, 10);
});

t.test('ends quietly when nobody reads any more', async (t) => {
  const child = startRedact(['--type', 'application/x-ndjson', '--mask', '$.a', '--report']);
  let stderr = '';
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  child.stdin.on('error', () => {});
  child.stdin.write('{"a":1}\n');
  await once(child.stdout, 'data');
  child.stdout.destroy();
  const lines = Buffer.from('{"a":1}\n'.repeat(10_000));
  const feed = setInterval(() => child.stdin.write(lines), 20);
  const [code] = (await once(child, 'close')) as [number];
  clearInterval(feed);
  t.equal(code, 0);
  t.equal(stderr, '');
});

t.test('a limit and a depth are kept', async (t) => {
  const long = JSON.stringify({ a: 'x'.repeat(3000), b: 1 });
  const limited = ['--mask', '$.a', '--with', 'partial', '--limit', '1KiB'];
  t.match(await runRedact(limited, long), { code: 1, stdout: '', stderr: /Nothing was written/ });
  const deep = '[[[1]]]';
  t.match(await runRedact(['--mask', '$.a', '--depth', '2'], deep), { code: 1, stdout: '' });
  t.match(await runRedact(['--mask', '$.a', '--depth', '3'], deep), { code: 0, stdout: deep });
});

/** The most memory that a process has had, in bytes. */
async function peakOf(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)![1]) * 1024;
}
