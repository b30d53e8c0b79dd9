/** nginx in front of an upstream, with an access log that has what Regent forwards. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort } from './free-port.ts';
import { until } from './until.ts';

/** A running nginx. */
export interface Nginx {
  url: string;
  /** `combined`, with decision id and `traceparent` behind it. */
  log: string;
  /** `combined` alone. */
  plainLog: string;
  /** Ends it when its requests are answered, so that the logs are whole. */
  stop(): Promise<void>;
}

/** Starts nginx in a directory. */
export async function startNginx(dir: string, upstream: string): Promise<Nginx> {
  const port = await freePort();
  const [log, plainLog] = [join(dir, 'access.log'), join(dir, 'plain.log')];
  const config = join(dir, 'nginx.conf');
  await writeFile(
    config,
    `daemon off; worker_processes 1; pid ${dir}/nginx.pid; error_log ${dir}/error.log warn;
     events { worker_connections 64; }
     http {
       log_format regent '$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent '
                         '"$http_referer" "$http_user_agent" "$http_x_regent_decision_id" "$http_traceparent"';
       client_body_temp_path ${dir}/b; proxy_temp_path ${dir}/p; fastcgi_temp_path ${dir}/f;
       uwsgi_temp_path ${dir}/u; scgi_temp_path ${dir}/s;
       server {
         listen 127.0.0.1:${port};
         access_log ${log} regent; access_log ${plainLog} combined;
         location / { proxy_pass ${upstream}; }
       }
     }`,
  );
  const child = spawn('nginx', ['-c', config, '-p', dir], { stdio: 'ignore' });
  const ended = once(child, 'exit');
  const url = `http://127.0.0.1:${String(port)}`;
  await until(() =>
    fetch(`${url}/healthz`)
      .then((answer) => answer.ok)
      .catch(() => false),
  );
  return {
    url,
    log,
    plainLog,
    async stop() {
      child.kill('SIGQUIT');
      await ended;
    },
  };
}
