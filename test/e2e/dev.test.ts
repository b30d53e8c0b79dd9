import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import t, { type Test } from 'tap';
import type { DevExample, DevFile } from '../../cli/dev/dev-file.ts';
import { freePort } from '../helpers/free-port.ts';
import { requireCommand } from '../helpers/require-command.ts';
import { until } from '../helpers/until.ts';

const REGENT = join(import.meta.dirname, '../../cli/regent.js');
const run = promisify(execFile);

interface Dev {
  facts: DevFile;
  output: () => string;
  stop(): Promise<number | null>;
}

async function startDev(t: Test, cwd: string, port: number, ...more: string[]): Promise<Dev> {
  const child = spawn(process.execPath, [REGENT, 'dev', '--port', String(port), ...more], { cwd });
  t.teardown(() => child.kill('SIGKILL'));
  let output = '';
  const up = new Promise<void>((resolve, reject) => {
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      if (output.includes('Ctrl-C stops everything')) resolve();
    });
    child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.on('exit', (code) => reject(new Error(`regent dev ended with ${code}: ${output}`)));
  });
  await up;
  const facts = JSON.parse(await readFile(join(cwd, '.regent/dev.json'), 'utf8')) as DevFile;
  return {
    facts,
    output: () => output,
    async stop() {
      child.kill('SIGINT');
      const [code] = (await once(child, 'exit')) as [number | null];
      return code;
    },
  };
}

/** Pastes a line into a shell. */
async function paste(line: string): Promise<string> {
  const { stdout } = await run('sh', ['-c', line], { maxBuffer: 16 << 20 });
  return stdout;
}

const statusOf = (answer: string): number => Number(/^HTTP\/1\.1 (\d+)/.exec(answer)?.[1]);

t.test('every printed line behaves as printed', async (t) => {
  if (!requireCommand(t, 'curl', 'apt-get install -y curl')) return;
  const cwd = await mkdtemp(join(tmpdir(), 'regent-dev-'));
  t.teardown(() => rm(cwd, { recursive: true }));
  const dev = await startDev(t, cwd, await freePort());
  const { examples } = dev.facts;
  t.equal(examples.length, 5);

  const check = (example: DevExample, answer: string): void => {
    t.equal(statusOf(answer), example.status, example.name);
    for (const text of example.contains) t.ok(answer.includes(text), `contains ${text}`);
    for (const text of example.absent) t.notOk(answer.includes(text), `does not contain ${text}`);
    t.ok(dev.output().includes(example.curl), 'is printed');
  };
  const answers = await Promise.all(examples.map(({ curl }) => paste(curl)));
  examples.forEach((example, index) => check(example, answers[index]!));

  const id = /npx regent approvals approve (apr_[\w-]+)/.exec(answers[4]!)?.[1];
  t.ok(id, 'the answer names the command that grants it');
  const listed = await run(process.execPath, [REGENT, 'approvals', 'list'], { cwd });
  t.match(listed.stdout, id!);
  const granted = await run(process.execPath, [REGENT, 'approvals', 'approve', id!], { cwd });
  t.match(granted.stdout, 'granted');
  const passed = await paste(examples[4]!.curl);
  t.equal(statusOf(passed), 200, 'then the same line passes');
  for (const text of examples[4]!.absent.filter((secret) => /^[A-Z]{2}\d/.test(secret))) {
    t.notOk(passed.includes(text), 'still masked');
  }
  t.equal(statusOf(await paste(examples[4]!.curl)), 403, 'once');
  t.equal(await dev.stop(), 0);
});

t.test('comes up a second time, and twice at once on other ports', async (t) => {
  const cwd = await mkdtemp(join(tmpdir(), 'regent-dev-'));
  t.teardown(() => rm(cwd, { recursive: true }));
  const port = await freePort();
  const first = await startDev(t, cwd, port);
  t.match(first.output(), /WARN.*NOT SIGNED/, 'in the log');
  t.match(first.output(), /The policies are NOT SIGNED/, 'and in what it says to people');
  t.equal(await first.stop(), 0);
  const again = await startDev(t, cwd, port);
  const beside = await startDev(t, cwd, await freePort());
  t.equal(await beside.stop(), 0);
  t.equal(await again.stop(), 0);
});

t.test('a taken port is said in one line', async (t) => {
  const cwd = await mkdtemp(join(tmpdir(), 'regent-dev-'));
  t.teardown(() => rm(cwd, { recursive: true }));
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.teardown(() => server.close());
  const { port } = server.address() as AddressInfo;
  await t.rejects(startDev(t, cwd, port), { message: new RegExp(`port ${port}.*--port`) });
});

t.test('a saved change of a policy decides; a broken one is explained and does not', async (t) => {
  const cwd = await mkdtemp(join(tmpdir(), 'regent-dev-'));
  t.teardown(() => rm(cwd, { recursive: true }));
  const policies = join(cwd, 'policies');
  await cp(join(import.meta.dirname, '../../policies'), policies, { recursive: true });
  const dev = await startDev(t, cwd, await freePort(), '--policies', policies);
  const { gateway, tokens } = dev.facts;
  const read = async (): Promise<string> => {
    const headers = { authorization: `Bearer ${tokens['support-agent']}` };
    return (await fetch(`${gateway}/crm/customers/17`, { headers })).text();
  };
  t.notMatch(await read(), /\+\d{6}/, 'the phone number is masked');

  const rule = join(policies, 'lib/masks.rego');
  const good = await readFile(rule, 'utf8');
  await writeFile(rule, `${good}\nbroken if {\n`);
  await until(() => dev.output().includes('the change has faults'));
  t.match(dev.output(), 'masks.rego');
  t.match(await read(), '[redacted]', 'the policies before it still decide');

  const noDeletes = join(policies, 'rules/no_deletes/no_deletes.rego');
  const text = await readFile(noDeletes, 'utf8');
  await writeFile(rule, good);
  await writeFile(noDeletes, `# A comment that was not there before.\n${text}`);
  await until(() => dev.output().includes('bundle activated'));
  t.match(await read(), '[redacted]');
  t.equal(await dev.stop(), 0);
});
