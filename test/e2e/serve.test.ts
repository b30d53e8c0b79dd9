import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import t from 'tap';
import { configureServe } from '../helpers/configure-serve.ts';
import { ALLOW_ALL, readEntries } from '../helpers/gateway.ts';
import { serve } from '../helpers/serve.ts';

const REGENT = join(import.meta.dirname, '../../cli/regent.js');
const run = promisify(execFile);

let hold: ((release: () => void) => void) | undefined;
const { issuer, ...written } = await configureServe(t, ALLOW_ALL, (_req, res) => {
  const release = (): void => void res.end('{}');
  if (hold) hold(release);
  else release();
});
const token = await issuer.sign({ sub: 'agent' });

t.test(
  'SIGTERM lets requests in flight end, refuses new ones, and leaves a stop entry',
  async (t) => {
    const gateway = await serve(written.file);
    const get = (): Promise<Response> =>
      fetch(`${gateway.url}/svc/x`, { headers: { authorization: `Bearer ${token}` } });
    t.equal((await get()).status, 200);
    const held = new Promise<() => void>((resolve) => (hold = resolve));
    const inFlight = get();
    const release = await held;
    hold = undefined;
    gateway.process.kill('SIGTERM');
    const ask = (): Promise<number | string> =>
      get().then(
        (answer) => answer.status,
        () => 'refused',
      );
    // The signal takes a moment to arrive.
    let late = await ask();
    while (late === 200) late = await ask();
    t.ok(late === 503 || late === 'refused', `a new request gets ${late}`);
    release();
    t.equal((await inFlight).status, 200);
    t.strictSame(await gateway.ended, { code: 0, signal: null });
    const entries = await readEntries(join(written.stateDir, 'ledger'));
    t.strictSame(
      entries.slice(0, 3).map(({ type }) => type),
      ['signing-key', 'start', 'config'],
    );
    t.equal(entries.at(-1)?.type, 'stop');
  },
);

t.test('health, readiness and metrics', async (t) => {
  const gateway = await serve(written.file);
  t.teardown(async () => {
    gateway.process.kill('SIGTERM');
    await gateway.ended;
  });
  t.equal((await fetch(`${gateway.adminUrl}/healthz`)).status, 200);
  const ready = await fetch(`${gateway.adminUrl}/readyz`);
  t.equal(ready.status, 200);
  t.match(await ready.json(), { status: 'ready', bundle: { revision: 'test' } });
  await fetch(`${gateway.url}/svc/x`, { headers: { authorization: `Bearer ${token}` } });
  await fetch(`${gateway.url}/svc/x`);
  const metrics = await (await fetch(`${gateway.adminUrl}/metrics`)).text();
  t.match(metrics, 'regent_decisions_total{connection="test",action="allow",reason="test"} 1');
  t.match(metrics, 'regent_refusals_total{code="credentials-missing"} 1');
  t.match(metrics, 'regent_step_duration_seconds_count{step="decide"} 1');
  t.match(metrics, 'regent_ledger_writable 1');
  t.match(metrics, 'regent_approvals_held 0');
  t.match(metrics, /regent_bundle_info\{revision="test",digest="sha256:[0-9a-f]{64}"\} 1/);
  t.equal((await fetch(`${gateway.adminUrl}/nothing`)).status, 404);
});

t.test('two gateways do not write one ledger', async (t) => {
  const gateway = await serve(written.file);
  await t.rejects(serve(written.file), { message: /ledger/ });
  gateway.process.kill('SIGTERM');
  await gateway.ended;
});

t.test('check-config praises or names every fault', async (t) => {
  const good = await run(process.execPath, [REGENT, 'check-config', '-c', written.file]);
  t.match(good.stdout, 'is valid');
  const bad = join(dirname(written.file), 'bad.yaml');
  await writeFile(bad, 'gateway: {id: "", listen: {port: x}}\nconnections: [{name: A}]\n');
  const error = await run(process.execPath, [REGENT, 'check-config', '-c', bad]).then(
    () => undefined,
    (failed: { code: number; stderr: string }) => failed,
  );
  t.equal(error?.code, 1);
  for (const place of [
    'gateway.listen.port',
    'connections[0].name',
    'connections[0].upstream',
    'policy',
    'identity',
  ]) {
    t.match(error?.stderr, place);
  }
});

t.test('an older Node.js is told in one line', async (t) => {
  const pretend = `data:text/javascript,Object.defineProperty(process,'versions',{value:{node:'20.1.0'}})`;
  const error = await run(process.execPath, ['--import', pretend, REGENT, 'dev']).then(
    () => undefined,
    (failed: { code: number; stderr: string }) => failed,
  );
  t.equal(error?.code, 1);
  t.match(error?.stderr, /^regent needs Node\.js 26[^\n]*\n$/);
});
