/** Paths and methods that the example upstream does not have. */
import t from 'tap';
import { openCrm, readJson, send } from './support.ts';

const { ask, crm } = await openCrm(t, 5);

void t.test('what is not there is 404, what cannot be read 400, another method 405', async (t) => {
  for (const path of ['/', '/customers/999', '/nothing', '/customers/1/notes']) {
    const answer = await ask(path);
    t.match(
      { ...readJson(answer), status: answer.status },
      { status: 404, error: 'not-found', message: String },
      path,
    );
  }
  for (const path of [
    '/customers/abc',
    '/customers/',
    '/customers/0',
    '/customers/%zz',
    '/tickets/1.5',
    '/customers/99999999999',
  ]) {
    const answer = await ask(path);
    t.match(
      { ...readJson(answer), status: answer.status },
      { status: 400, error: 'bad-request', message: String },
      path,
    );
  }
  for (const [method, path, allow] of [
    ['POST', '/customers', 'GET, HEAD'],
    ['PUT', '/customers/1', 'GET, HEAD, PATCH, DELETE'],
    ['DELETE', '/exports/customers', 'GET, HEAD'],
    ['GET', '/tickets', 'POST'],
    ['OPTIONS', '/healthz', 'GET, HEAD'],
  ] as const) {
    const answer = await ask(path, { method });
    t.match(
      { ...readJson(answer), status: answer.status },
      { status: 405, error: 'method-not-allowed' },
      `${method} ${path}`,
    );
    t.equal(answer.headers.allow, allow);
  }
});

void t.test('requests are counted', async (t) => {
  const before = crm.requests();
  await ask('/customers/1');
  await send(`${crm.url}/customers/1`);
  t.equal(crm.requests(), before + 2);
});
