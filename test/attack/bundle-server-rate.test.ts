/** A publisher that does not stop. */
import t from 'tap';
import { CLAIMS, makeBundle, startTestServer } from '../bundle-server/support.ts';

t.test('changes are counted for each caller, refused ones too', async (t) => {
  const server = await startTestServer({ publishesPerMinute: 5 });
  t.teardown(() => server.stop());
  const bytes = await makeBundle('one');
  const broken = Buffer.from('no bundle');
  const statuses: number[] = [];
  // A minute may begin in between; it does not twice.
  for (let attempt = 0; attempt < 11; attempt += 1) {
    const answer = await server.publish(broken);
    statuses.push(answer.status);
    if (answer.status === 429) t.ok(Number(answer.headers.get('retry-after')) > 0);
  }
  t.ok(statuses.includes(429));
  t.ok(statuses.filter((status) => status === 422).length <= 10);
  const other = await server.issuer.sign({ ...CLAIMS, sub: 'another' });
  t.equal((await server.publish(bytes, { token: other })).status, 201, 'another caller goes on');
});
