/** Customers come in pages or all at once, their references digit for digit. */
import t from 'tap';
import { startCrm } from '../../examples/crm/server.ts';
import { openCrm, readJson, send } from './support.ts';

const { ask } = await openCrm(t, 300);

void t.test('references arrive digit for digit', async (t) => {
  t.match((await ask('/customers/1')).bytes.toString(), '"reference":9007199254740993,');
  t.match((await ask('/customers/300')).bytes.toString(), '"reference":9007199254741591,');
  const exported = (await ask('/exports/customers')).bytes.toString();
  const references = [...exported.matchAll(/"reference":(\d+),/g)].map(([, digits]) => digits);
  t.strictSame(
    references,
    Array.from({ length: 300 }, (_, index) => String(9007199254740993n + 2n * BigInt(index))),
  );
});

void t.test('customers come in pages', async (t) => {
  interface Page {
    customers: { id: number }[];
    total: number;
    limit: number;
    offset: number;
  }
  const ids = (page: Page) => page.customers.map(({ id }) => id);
  const first = readJson(await ask('/customers')) as unknown as Page;
  t.match(first, { total: 300, limit: 50, offset: 0 });
  t.equal(first.customers.length, 50);
  t.strictSame(
    ids(readJson(await ask('/customers?limit=2&offset=298')) as unknown as Page),
    [299, 300],
  );
  t.strictSame(ids(readJson(await ask('/customers?offset=0300')) as unknown as Page), []);
  for (const query of [
    'limit=0',
    'limit=101',
    'limit=-1',
    'limit=1&limit=2',
    'offset=x',
    'offset=',
    'page=1',
  ]) {
    const answer = await ask(`/customers?${query}`);
    t.match(
      { ...readJson(answer), status: answer.status },
      { status: 400, error: 'bad-request' },
      query,
    );
  }
});

void t.test('everything is exported as one array', async (t) => {
  const answer = await ask('/exports/customers');
  t.equal(answer.status, 200);
  t.equal(answer.headers['content-length'], undefined, 'it is streamed');
  const customers = Object.values(readJson(answer)) as { id: number }[];
  t.strictSame(
    customers.find(({ id }) => id === 7),
    readJson(await ask('/customers/7')),
  );
  const empty = await startCrm({ apiKey: 'k', customers: 0 });
  t.teardown(() => empty.close());
  const none = await send(`${empty.url}/exports/customers`, { headers: { 'x-api-key': 'k' } });
  t.equal(none.bytes.toString(), '[]');
});
