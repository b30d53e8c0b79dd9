/** More waiting clients than the server has room for. */
import t from 'tap';
import { makeBundle, startTestServer } from '../bundle-server/support.ts';

t.test('the flood is bounded, and those who wait are still told', async (t) => {
  const server = await startTestServer({ maxWaiting: 20 });
  t.teardown(() => server.stop());
  await server.publish(await makeBundle('one'));
  const next = await makeBundle('two', { sequence: 2 });
  const url = `${server.url}/bundles/staging`;
  const etag = (await fetch(url)).headers.get('etag')!;
  const headers = { prefer: 'wait=999999999', 'if-none-match': etag };
  const all = Array.from({ length: 50 }, () => fetch(url, { headers }));
  let refused = 0;
  await new Promise<void>((resolve) => {
    for (const each of all) {
      void each.then(({ status }) => {
        refused += status === 503 ? 1 : 0;
        if (refused === 30) resolve();
      });
    }
  });
  t.equal(server.server.waiting(), 20);
  t.equal((await server.publish(next)).status, 201, 'publishing still works');
  const statuses = (await Promise.all(all)).map(({ status }) => status);
  t.equal(statuses.filter((status) => status === 200).length, 20);
  t.equal(statuses.filter((status) => status === 503).length, 30);
  t.equal(server.server.waiting(), 0);
});
