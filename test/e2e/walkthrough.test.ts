import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { freePort } from '../helpers/free-port.ts';
import { requireCommand } from '../helpers/require-command.ts';
import { createTestIssuer } from '../helpers/tokens.ts';
import { until } from '../helpers/until.ts';

/** Runs the commands of `docs/policies.md`, in their order, in a directory of their own. */
const ROOT = join(import.meta.dirname, '../..');

interface Block {
  kind: 'run' | 'background';
  /** Where what runs in the background listens, by the page. */
  port: string;
  /** What the last command must print; empty for anything. */
  answers: string;
  text: string;
}

async function readBlocks(): Promise<Block[]> {
  const page = await readFile(join(ROOT, 'docs/policies.md'), 'utf8');
  return [
    ...page.matchAll(/^```sh (run|background)(?: port (\d+))?(?: answers (.*))?\n([^]*?)^```$/gm),
  ].map(([, kind, port, answers, text]) => ({
    kind: kind as Block['kind'],
    port: port ?? '',
    text: text!,
    answers: answers ?? '',
  }));
}

function listensOn(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  return once(socket, 'connect')
    .then(
      () => true,
      () => false,
    )
    .finally(() => socket.destroy());
}

t.test('every command of the walkthrough works', async (t) => {
  const needed = ['openssl', 'git', 'curl'].map((command) =>
    requireCommand(t, command, `apt-get install -y ${command}`),
  );
  if (needed.includes(false)) return;
  const dir = await mkdtemp(join(tmpdir(), 'regent-walk-'));
  const issuer = await createTestIssuer();
  const running: ChildProcess[] = [];
  t.teardown(async () => {
    const ended = running.map(async (child) => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      // The shell ends at once, what it started only when its output is closed.
      const closed = once(child, 'close');
      process.kill(-child.pid!, 'SIGTERM');
      await closed;
    });
    await Promise.all(ended);
    await issuer.close();
    await rm(dir, { recursive: true, force: true });
  });
  // `npx regent` would ask the registry here, where there is no package.json.
  const bin = join(dir, 'bin');
  await mkdir(bin);
  const regent = `#!/bin/sh\nshift\nexec '${process.execPath}' '${ROOT}/cli/regent.js' "$@"\n`;
  await writeFile(join(bin, 'npx'), regent);
  await chmod(join(bin, 'npx'), 0o755);
  const env: NodeJS.ProcessEnv = {
    ...process.env,
    PATH: `${bin}:${process.env['PATH']}`,
    HOME: dir,
    GIT_AUTHOR_NAME: 'a',
    GIT_AUTHOR_EMAIL: 'a@example.org',
    GIT_COMMITTER_NAME: 'a',
    GIT_COMMITTER_EMAIL: 'a@example.org',
    REGENT: ROOT,
    ISSUER: issuer.config.issuer,
    CI_TOKEN: await issuer.sign({ sub: 'ci', aud: 'urn:bundles' }),
    AGENT_TOKEN: await issuer.sign({ sub: 'agent', groups: ['team'] }),
  };
  const ports = new Map<string, number>();
  for (const port of ['8181', '8080', '8081', '8300']) ports.set(port, await freePort());
  const withPorts = (text: string): string =>
    text.replaceAll(/\b(8181|8080|8081|8300)\b/g, (port) => String(ports.get(port)));

  // One shell after the other; each goes on where the last one left off.
  const state = join(dir, 'environment');
  await writeFile(state, `cd '${dir}'\n`);
  const start = (text: string): ChildProcess =>
    spawn(
      'sh',
      [
        '-e',
        '-c',
        `. '${state}'\n${withPorts(text)}\n{ export -p; echo "cd '$PWD'"; } > '${state}'`,
      ],
      {
        env,
        detached: true,
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );
  const run = async (text: string): Promise<{ code: number; output: string }> => {
    const child = start(text);
    let output = '';
    child.stdout!.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.stderr!.on('data', (chunk: Buffer) => (output += chunk.toString()));
    const [code] = (await once(child, 'close')) as [number];
    return { code, output };
  };

  for (const block of await readBlocks()) {
    const title = block.text.trim().split('\n')[0]!;
    if (block.kind === 'background') {
      const child = start(block.text);
      running.push(child);
      child.stdout!.resume();
      child.stderr!.resume();
      const port = ports.get(block.port)!;
      await until(async () => child.exitCode !== null || (await listensOn(port)));
      t.equal(child.exitCode, null, title);
      continue;
    }
    let result = await run(block.text);
    // What was published is live within a moment, not within the command.
    while (!result.output.includes(block.answers)) {
      await new Promise((resolve) => setTimeout(resolve, 200));
      result = await run(block.text);
    }
    t.equal(result.code, 0, `${title}\n${result.code === 0 ? '' : result.output}`);
    t.ok(result.output.includes(block.answers), `answers ${block.answers}`);
  }
});
