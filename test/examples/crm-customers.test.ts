/** A customer is read, changed and deleted over real sockets. */
import t from 'tap';
import { openCrm, readJson } from './support.ts';

const { ask } = await openCrm(t, 30);

void t.test('a customer comes with type, true length and entity tag', async (t) => {
  const answer = await ask('/customers/7');
  t.equal(answer.status, 200);
  t.equal(answer.headers['content-type'], 'application/json; charset=utf-8');
  t.equal(answer.headers['content-length'], String(answer.bytes.length));
  t.match(answer.headers.etag, /^"[\w-]{22}"$/);
  const keys = [
    'id',
    'reference',
    'name',
    'email',
    'phone',
    'iban',
    'birth_date',
    'country',
    'created_at',
    'notes',
  ];
  t.strictSame(Object.keys(readJson(answer)), keys);
  const again = await ask('/customers/7', {
    headers: { 'if-none-match': String(answer.headers.etag) },
  });
  t.equal(again.status, 304);
  t.equal(again.bytes.length, 0);
  t.equal(again.headers.etag, answer.headers.etag);
  const head = await ask('/customers/7', { method: 'HEAD' });
  t.equal(head.headers['content-length'], String(answer.bytes.length));
  t.equal(head.bytes.length, 0);
});

void t.test('a customer is changed, and only where it may be', async (t) => {
  const change = (body: unknown) => ask('/customers/20', { method: 'PATCH', body });
  const before = readJson(await ask('/customers/20'));
  const answer = await change({ name: 'Zoë Łuczak', notes: 'says "hi" 🙂\n' });
  t.equal(answer.status, 200);
  t.match(answer.bytes.toString(), '"reference":9007199254741031,');
  t.strictSame(readJson(answer), { ...before, name: 'Zoë Łuczak', notes: 'says "hi" 🙂\n' });
  t.strictSame((await ask('/customers/20')).bytes, answer.bytes);
  const own = await change({ email: before['email'] });
  t.equal(own.status, 200, 'its own address is free for it');
  for (const body of [
    {},
    { reference: 1 },
    { name: 5 },
    { name: null },
    { phone: '030 1' },
    { email: 'x' },
    '[',
    '"x"',
  ]) {
    t.equal((await change(body)).status, 400, JSON.stringify(body));
  }
  const { email } = readJson(await ask('/customers/21'));
  const taken = await change({ email });
  t.match({ ...readJson(taken), status: taken.status }, { status: 409, error: 'conflict', email });
  t.equal((await ask('/customers/31', { method: 'PATCH', body: { name: 'x' } })).status, 404);
  const text = await ask('/customers/20', {
    method: 'PATCH',
    body: 'a',
    headers: { 'content-type': 'text/csv' },
  });
  t.match({ ...readJson(text), status: text.status }, { status: 415, error: 'unsupported-type' });
  t.equal((await change({ notes: 'x'.repeat(70_000) })).status, 413);
});

void t.test('a customer is deleted with its tickets', async (t) => {
  const created = await ask('/tickets', {
    method: 'POST',
    body: { customer_id: 30, subject: 's', body: 'b' },
  });
  const path = String(created.headers.location);
  t.equal((await ask(path)).status, 200);
  const answer = await ask('/customers/30', { method: 'DELETE' });
  t.equal(answer.status, 204);
  t.equal(answer.bytes.length, 0);
  for (const gone of ['/customers/30', '/customers/30/tickets', path])
    t.equal((await ask(gone)).status, 404, gone);
  t.equal((await ask('/customers/30', { method: 'DELETE' })).status, 404);
});
