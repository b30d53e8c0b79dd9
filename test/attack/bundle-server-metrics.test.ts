/** Metrics that tell strangers what runs, that callers can fill the memory with, or that open another way in. */
import t from 'tap';
import { CLAIMS, makeBundle, startTestServer } from '../bundle-server/support.ts';

t.test('the listener that callers reach has no metrics', async (t) => {
  const server = await startTestServer();
  t.teardown(() => server.stop());
  t.equal(server.server.adminUrl, undefined, 'nor is there another one, unless configured');
  for (const path of ['/metrics', '/metrics/', '/v1/metrics', '//metrics']) {
    const answer = await fetch(`${server.url}${path}`, {
      headers: { authorization: `Bearer ${server.token}` },
    });
    t.equal(answer.status, 404, path);
  }
});

t.test('what callers send makes no time series and is not shown', async (t) => {
  const server = await startTestServer({ admin: { host: '127.0.0.1', port: 0 } });
  t.teardown(() => server.stop());
  const metrics = async (): Promise<string> =>
    (await fetch(`${server.server.adminUrl}/metrics`)).text();
  const secret = 'of-the-caller';
  const token = await server.issuer.sign({ ...CLAIMS, sub: secret });
  const headers = { authorization: `Bearer ${token}` };
  const ask = async (count: number): Promise<void> => {
    for (let i = 0; i < count; i += 1) {
      const channel = `${secret}-${i}`;
      await fetch(`${server.url}/bundles/${channel}`);
      await fetch(`${server.url}/${channel}`, { method: 'PUT' });
      const query = `action=${channel}&reason=${channel}`;
      for (const name of [channel, 'staging']) {
        await fetch(`${server.url}/v1/channels/${name}?${query}`, { method: 'POST', headers });
      }
    }
  };
  await server.publish(await makeBundle('one'), { token });
  await ask(1);
  const series = (text: string): string[] =>
    text.split('\n').flatMap((line) => /^(regent_\S+) /.exec(line)?.[1] ?? []);
  const few = series(await metrics());
  await ask(50);
  const text = await metrics();
  t.same(series(text), few, 'as many as before');
  t.notOk(text.includes(secret));
  t.notOk(text.includes(server.issuer.config.issuer));
});

t.test('the admin listener does nothing else', async (t) => {
  const server = await startTestServer({ admin: { host: '127.0.0.1', port: 0 }, read: 'granted' });
  t.teardown(() => server.stop());
  await server.publish(await makeBundle('one'));
  const url = server.server.adminUrl!;
  for (const path of ['/', '/bundles/staging', '/v1/channels', '/metrics/../bundles/staging']) {
    t.equal((await fetch(`${url}${path}`)).status, 404, path);
  }
  for (const path of ['/metrics', '/v1/channels/staging?action=publish']) {
    const answer = await fetch(`${url}${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${server.token}` },
      body: new Uint8Array(await makeBundle('one', { sequence: 2 })),
    });
    t.equal(answer.status, 405, path);
  }
  t.equal(await server.revision(), 'rev-1');
});
