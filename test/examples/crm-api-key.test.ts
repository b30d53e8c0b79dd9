/** Nobody gets at the example's data without its key. */
import t from 'tap';
import { startCrm } from '../../examples/crm/server.ts';
import { readJson, send } from './support.ts';

const crm = await startCrm({ apiKey: 'correct horse', customers: 2 });
t.teardown(() => crm.close());

void t.test('every path but the health check demands the key', async (t) => {
  const targets: [string, string][] = [
    ['GET', '/customers'],
    ['GET', '/customers/1'],
    ['PATCH', '/customers/1'],
    ['DELETE', '/customers/1'],
    ['GET', '/customers/1/tickets'],
    ['GET', '/tickets/1'],
    ['POST', '/tickets'],
    ['GET', '/stats/customers'],
    ['GET', '/stats/tickets'],
    ['GET', '/exports/customers'],
    ['GET', '/nothing'],
    ['PUT', '/customers'],
    ['GET', '/healthz/'],
    ['GET', '/customers/1?/healthz'],
  ];
  for (const [method, path] of targets) {
    const answer = await send(crm.url + path, { method });
    t.match(
      { ...readJson(answer), status: answer.status },
      { status: 401, error: 'unauthorized' },
      `${method} ${path}`,
    );
    t.ok(answer.headers['www-authenticate']);
  }
  t.equal(
    (await send(`${crm.url}/customers/1`, { headers: { 'x-api-key': 'correct horse' } })).status,
    200,
  );
});

void t.test('a key that is nearly right is wrong', async (t) => {
  for (const key of [
    '',
    'correct',
    'correct horse ',
    'correct horsf',
    'Correct horse',
    'correct horse, correct horse',
  ]) {
    // HTTP itself drops the space at the end.
    const expected = key.trim() === 'correct horse' ? 200 : 401;
    t.equal(
      (await send(`${crm.url}/customers/1`, { headers: { 'x-api-key': key } })).status,
      expected,
      JSON.stringify(key),
    );
  }
});

void t.test('the health check needs no key', async (t) => {
  const answer = await send(`${crm.url}/healthz`);
  t.equal(answer.status, 200);
  t.strictSame(readJson(answer), { status: 'ok' });
});

void t.test('an empty key is refused at start', async (t) => {
  await t.rejects(startCrm({ apiKey: '' }), { message: /apiKey must not be empty/ });
});
