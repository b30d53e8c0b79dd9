import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findOpa } from '../bundles/find-opa.ts';
import type { Child } from './start-child.ts';

/**
 * The usual way without Regent: nginx with `auth_request` to `opa run --server` with the same policy.
 * It verifies no token, records nothing and masks nothing.
 */
export async function startNginxWithOpa(upstream: string, policies: string): Promise<Child> {
  const dir = await mkdtemp(join(tmpdir(), 'regent-bench-'));
  const [port, opaPort] = [await freePort(), await freePort()];
  const { path } = await findOpa();
  const config = join(dir, 'nginx.conf');
  await writeFile(config, nginxConfig(dir, port, opaPort, upstream));
  const opa = spawn(
    path,
    ['run', '--server', '--addr', `127.0.0.1:${opaPort}`, '--log-level', 'error', policies],
    { stdio: 'ignore' },
  );
  const nginx = spawn('nginx', ['-c', config, '-p', dir], { stdio: 'ignore' });
  const url = `http://127.0.0.1:${port}`;
  await waitUntilAllowed(`${url}/allow`);
  return {
    url,
    cpu: async () => (await cpuOf(opa)) + (await cpuOfWorkers(dir)),
    stop() {
      opa.kill('SIGKILL');
      nginx.kill('SIGTERM');
    },
  };
}

function nginxConfig(dir: string, port: number, opaPort: number, upstream: string): string {
  const input = {
    input: {
      identity: { groups: ['bench'] },
      request: { method: '$request_method', segments: ['$segment'] },
    },
  };
  return `
    daemon off; master_process on; worker_processes 1; pid ${dir}/nginx.pid;
    error_log ${dir}/error.log warn;
    events { worker_connections 1024; }
    http {
      access_log off;
      client_body_temp_path ${dir}/body; proxy_temp_path ${dir}/proxy;
      fastcgi_temp_path ${dir}/f; uwsgi_temp_path ${dir}/u; scgi_temp_path ${dir}/s;
      upstream app { server ${new URL(upstream).host}; keepalive 128; }
      upstream opa { server 127.0.0.1:${opaPort}; keepalive 128; }
      map $uri $segment { ~^/(?<first>[^/]+) $first; }
      server {
        listen 127.0.0.1:${port};
        keepalive_requests 1000000;
        location / {
          auth_request /decide;
          proxy_pass http://app; proxy_http_version 1.1; proxy_set_header Connection "";
        }
        location = /decide {
          internal;
          proxy_pass http://opa/v0/data/regent/decision;
          proxy_method POST; proxy_http_version 1.1; proxy_set_header Connection "";
          proxy_set_header Content-Type application/json;
          proxy_set_body '${JSON.stringify(input)}';
        }
      }
    }`;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function waitUntilAllowed(url: string): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const status = await fetch(url).then(
      (answer) => answer.status,
      () => 0,
    );
    if (status === 200) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('nginx with opa did not come up');
}

/** Fields 14 and 15 of /proc/PID/stat (proc(5)), at 100 ticks a second, in microseconds. */
async function cpuOfPid(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10_000;
}

const cpuOf = (child: ChildProcess): Promise<number> => cpuOfPid(child.pid!);

async function cpuOfWorkers(dir: string): Promise<number> {
  const master = (await readFile(join(dir, 'nginx.pid'), 'utf8')).trim();
  const children = await readFile(`/proc/${master}/task/${master}/children`, 'utf8');
  const times = await Promise.all(
    children
      .trim()
      .split(/\s+/)
      .map((pid) => cpuOfPid(Number(pid))),
  );
  return times.reduce((sum, time) => sum + time, 0);
}
