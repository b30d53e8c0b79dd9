/** A bundle that is handed on early is kept with the evidence while it is made ready: one that never decides must not stay there. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import { makeRelease, makeSigningKey, startChannel } from '../helpers/channel.ts';
import { startEarlyServer } from '../helpers/early-server.ts';
import { alwaysDecide, startTestGateway } from '../helpers/gateway.ts';
import { until } from '../helpers/until.ts';

const rules = alwaysDecide({ action: 'allow', reasons: ['open'] });

t.test('what is withdrawn, refused or signed by a stranger leaves no file', async (t) => {
  const server = await startEarlyServer();
  const channel = await startChannel();
  const { service, trust, key } = channel;
  const gateway = await startTestGateway({
    channel: { service: { ...service, url: server.url }, trust },
  });
  t.teardown(async () => {
    await gateway.stop();
    await Promise.all([server.close(), channel.close()]);
  });
  const dir = join(gateway.stateDir, 'ledger/bundles');
  const kept = async (): Promise<string[]> =>
    (await readdir(dir).catch(() => [])).filter((name) => name.startsWith('sha256-'));

  const withdrawn = await server.handOn(await makeRelease({ rules, sequence: 1 }, key));
  await until(async () => (await kept()).length === 1);
  t.equal((await gateway.fetch('/svc/x')).status, 403, 'it does not decide');
  withdrawn.destroy();
  await until(async () => (await kept()).length === 0);

  const stranger = makeSigningKey(key.id).key;
  const bad = await makeRelease({ rules, sequence: 1, key: stranger }, key);
  (await server.handOn(bad)).end('.');
  (await server.handOn(await makeRelease({ rules, sequence: 1 }, key))).end('.');
  await until(async () => (await gateway.fetch('/svc/x')).status === 200);
  t.equal((await kept()).length, 1, 'the one that decides');
  const entries = (await gateway.entries()).filter(({ type }) => type === 'bundle');
  t.match(
    entries.map(({ data }) => data),
    [{ state: 'refused', code: 'bad-signature' }, { state: 'activated' }],
  );
});
