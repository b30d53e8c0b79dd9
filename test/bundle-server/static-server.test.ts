/** A web server that knows nothing of Regent has the files: a stock opa follows by polling. */
import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, rename, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { freePort } from '../helpers/free-port.ts';
import { requireCommand } from '../helpers/require-command.ts';
import { follow, startOpa } from './opa.ts';
import { makeBundle } from './support.ts';

t.test('nginx with the files', async (t) => {
  if (!requireCommand(t, 'nginx', 'a static web server is not tested')) return;
  const dir = await mkdtemp(join(tmpdir(), 'regent-static-'));
  t.teardown(() => rm(dir, { recursive: true }));
  const port = await freePort();
  await mkdir(join(dir, 'bundles'));
  const file = join(dir, 'bundles/staging.tar.gz');
  let changed = 1_700_000_000;
  const put = async (bytes: Buffer): Promise<void> => {
    await writeFile(`${file}.new`, bytes, { mode: 0o644 });
    // nginx tells two files of one size from each other by the second in which they were changed.
    changed += 60;
    await utimes(`${file}.new`, changed, changed);
    await rename(`${file}.new`, file);
  };
  const conf = join(dir, 'nginx.conf');
  await writeFile(
    conf,
    `daemon off; master_process off; pid ${dir}/nginx.pid; error_log stderr;
    events {}
    http {
      access_log off; client_body_temp_path ${dir}; proxy_temp_path ${dir};
      fastcgi_temp_path ${dir}; uwsgi_temp_path ${dir}; scgi_temp_path ${dir};
      server { listen 127.0.0.1:${port}; root ${dir}; }
    }`,
  );
  const nginx = spawn('nginx', ['-c', conf, '-p', dir], { stdio: 'ignore' });
  t.teardown(() => nginx.kill('SIGKILL'));

  await put(await makeBundle('one'));
  const polling = { min_delay_seconds: 1, max_delay_seconds: 1 };
  const url = await startOpa(t, dir, { server: `http://127.0.0.1:${port}`, polling });
  await follow(url, 'one');
  t.pass('it follows to one');
  await put(await makeBundle('two', { sequence: 2 }));
  await follow(url, 'two');
  t.pass('it follows to two');
});
