import { execFile } from 'node:child_process';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import t from 'tap';
import { writeConfigFile } from '../../helpers/config-file.ts';
import { alwaysDecide, startTestGateway } from '../../helpers/gateway.ts';
import { openEntries } from '../../helpers/open-ledger.ts';
import { createTestIssuer } from '../../helpers/tokens.ts';

const run = promisify(execFile);
const REGENT = join(import.meta.dirname, '../../../cli/regent.js');

const rules = alwaysDecide({
  action: 'allow',
  reasons: ['test'],
  subjects: [{ path: '$.id', in: 'response', type: 'customer' }],
});

t.test('the command erases where no gateway runs, and checks the certificate', async (t) => {
  const upstream = createServer((_req, res) => {
    res.setHeader('content-type', 'application/json');
    res.end('{"id":"c-17"}');
  });
  await new Promise<void>((resolve) => upstream.listen(0, '127.0.0.1', resolve));
  const issuer = await createTestIssuer();
  t.teardown(async () => {
    upstream.close();
    await issuer.close();
  });
  const url = `http://127.0.0.1:${(upstream.address() as AddressInfo).port}`;
  const { dir, file, stateDir } = await writeConfigFile({
    rules,
    upstream: url,
    issuer: issuer.config,
  });
  t.teardown(() => rm(dir, { recursive: true, force: true }));

  // What that gateway would have written: the same key, directory and origin.
  const gateway = await startTestGateway({
    policy: rules,
    stateDir,
    ledger: { origin: 'regent/test' },
    upstream: (_req, res) => {
      res.setHeader('content-type', 'application/json');
      res.end('{"id":"c-17"}');
    },
  });
  await (await gateway.fetch('/svc/x')).text();
  const command = [REGENT, 'evidence', 'erase', '--config', file, '--type', 'customer'];
  const options = ['--subject', 'c-17', '--reference', 'DSR-1', '--output', join(dir, 'c.json')];
  const busy = await run(process.execPath, [...command, ...options]).catch(
    (error: unknown) => error,
  );
  t.match(busy, { code: 1 }, 'a gateway runs');
  await gateway.stop();

  const { stdout } = await run(process.execPath, [...command, ...options]);
  t.match(stdout, /the keys of 1 exchanges are destroyed/);
  const nonce = /^nonce: (\S+)$/m.exec(stdout)![1]!;
  const states = (await openEntries(stateDir)).filter(({ state }) => state === 'erased');
  t.equal(states.length, 2);

  const lines = (await readFile(join(stateDir, 'ledger', '000000000000.ndjson'), 'utf8')).split(
    '\n',
  );
  const key = /"key":"([^"]+)"/.exec(lines.find((line) => line.includes('"signing-key"'))!)![1]!;
  const check = [REGENT, 'evidence', 'verify-certificate', join(dir, 'c.json'), '--key', key];
  t.match((await run(process.execPath, check)).stdout, /^good: regent\/test erased 1 exchanges/);
  const claim = ['--type', 'customer', '--subject', 'c-17', '--nonce', nonce];
  t.match((await run(process.execPath, [...check, ...claim])).stdout, /It concerns customer c-17/);
  const other = ['--type', 'customer', '--subject', 'c-18', '--nonce', nonce];
  const wrong = await run(process.execPath, [...check, ...other]).catch((error: unknown) => error);
  t.match(wrong, { code: 1, stderr: /concerns another data subject/ });
  await writeFile(join(dir, 'c.json'), '{}');
  const empty = await run(process.execPath, check).catch((error: unknown) => error);
  t.match(empty, { code: 1, stderr: /not a certificate/ });
});
