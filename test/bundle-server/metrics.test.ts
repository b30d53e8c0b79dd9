import t from 'tap';
import { until } from '../helpers/until.ts';
import { CLAIMS, makeBundle, startTestServer } from './support.ts';

t.test('the admin listener counts what happens', async (t) => {
  const admin = { host: '127.0.0.1', port: 0 };
  const server = await startTestServer({ admin });
  t.teardown(() => server.stop());
  const one = await makeBundle('one');
  const two = await makeBundle('two', { sequence: 2 });
  t.equal((await server.publish(one)).status, 201);
  t.equal((await server.publish(one)).status, 200);
  t.equal((await server.publish(Buffer.from('no bundle'))).status, 422);
  t.equal((await server.publish(one, { channel: 'nowhere' })).status, 404);
  t.equal((await server.publish(one, { token: null })).status, 401);

  const url = `${server.url}/bundles/staging`;
  const etag = (await fetch(url)).headers.get('etag')!;
  await fetch(url, { headers: { 'if-none-match': etag } });
  await fetch(url, { method: 'HEAD' });
  const waiting = fetch(url, { headers: { 'if-none-match': etag, prefer: 'wait=30' } });
  await until(() => server.server.waiting() !== 0);

  const read = async (): Promise<string[]> => {
    const answer = await fetch(`${server.server.adminUrl}/metrics`);
    t.match(answer.headers.get('content-type'), /^text\/plain; version=0\.0\.4/);
    return (await answer.text()).split('\n');
  };
  const digestOf = async (): Promise<string> =>
    (await server.client.history('staging')).at(-1)!.digest;
  const before = await read();
  for (const line of [
    'changes_total{channel="staging",action="publish",result="changed"} 1',
    'changes_total{channel="staging",action="publish",result="unchanged"} 1',
    'changes_total{channel="staging",action="publish",result="refused"} 1',
    'refusals_total{code="bundle-refused"} 1',
    'refusals_total{code="unknown-channel"} 1',
    'refusals_total{code="credentials-missing"} 1',
    'served_total{channel="staging",status="200"} 1',
    'served_total{channel="staging",status="304"} 1',
    'waiting_clients{channel="staging"} 1',
    'waiting_clients{channel="production"} 0',
    'channel_sequence{channel="staging"} 1',
    'channel_sequence{channel="production"} 0',
    `channel_info{channel="staging",revision="rev-1",digest="${await digestOf()}"} 1`,
    `store_bytes ${one.length}`,
    'removed_total 0',
  ]) {
    t.ok(before.includes(`regent_bundle_server_${line}`), line);
  }

  t.equal((await server.publish(two)).status, 201);
  t.equal((await waiting).status, 200);
  const after = await read();
  for (const line of [
    'served_total{channel="staging",status="200"} 2',
    'waiting_clients{channel="staging"} 0',
    'channel_sequence{channel="staging"} 2',
    `channel_info{channel="staging",revision="rev-2",digest="${await digestOf()}"} 1`,
    `store_bytes ${one.length + two.length}`,
  ]) {
    t.ok(after.includes(`regent_bundle_server_${line}`), line);
  }
  t.equal(after.filter((line) => line.includes('channel_info{')).length, 1, 'the old one is gone');

  t.same(await (await fetch(`${server.server.adminUrl}/healthz`)).json(), { status: 'ok' });
  t.notOk(after.join('').includes(CLAIMS.sub), 'nobody is named');
  await server.server.stop();
  await t.rejects(fetch(`${server.server.adminUrl}/healthz`));
});
