/** The example upstream packs larger bodies as the client asks. */
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import t from 'tap';
import { startCrm } from '../../examples/crm/server.ts';
import { send } from './support.ts';

const crm = await startCrm({ apiKey: 'k', customers: 250 });
t.teardown(() => crm.close());

function ask(path: string, accept?: string) {
  const coding = accept === undefined ? undefined : { 'accept-encoding': accept };
  return send(crm.url + path, { headers: { 'x-api-key': 'k', ...coding } });
}

const UNPACK = { br: brotliDecompressSync, gzip: gunzipSync };

for (const path of ['/customers?limit=100', '/exports/customers']) {
  void t.test(`${path} comes in each coding`, async (t) => {
    const plain = await ask(path);
    t.equal(plain.headers['content-encoding'], undefined);
    t.equal(plain.headers.vary, 'accept-encoding');
    for (const coding of ['br', 'gzip'] as const) {
      const packed = await ask(path, coding);
      t.equal(packed.headers['content-encoding'], coding);
      t.equal(packed.headers.vary, 'accept-encoding');
      t.ok(packed.bytes.length < plain.bytes.length / 2);
      t.ok(UNPACK[coding](packed.bytes).equals(plain.bytes), `${coding} holds the same bytes`);
    }
  });
}

void t.test('length and entity tag are those of the packed bytes', async (t) => {
  const answers = await Promise.all(
    [undefined, 'br', 'gzip'].map((coding) => ask('/customers', coding)),
  );
  t.equal(new Set(answers.map(({ headers }) => headers.etag)).size, 3);
  for (const { headers, bytes } of answers)
    t.equal(headers['content-length'], String(bytes.length));
});

void t.test('the client chooses', async (t) => {
  for (const [accept, coding] of [
    ['gzip, deflate, br', 'br'],
    ['gzip;q=1.0, br;q=0.5', 'gzip'],
    ['br;q=0, gzip', 'gzip'],
    ['BR', 'br'],
    ['*', 'br'],
    ['*, br;q=0', 'gzip'],
    ['identity, gzip;q=0.5', undefined],
    ['deflate', undefined],
    ['gzip;q=0', undefined],
    ['gzip;q=many', undefined],
    ['', undefined],
  ] as const) {
    t.equal((await ask('/customers', accept)).headers['content-encoding'], coding, accept);
  }
});

void t.test('small bodies and errors are not packed', async (t) => {
  for (const path of ['/customers/3', '/nothing']) {
    t.equal((await ask(path, 'gzip, br')).headers['content-encoding'], undefined);
  }
});

void t.test('a client that leaves amid the export does no harm', async (t) => {
  const abort = new AbortController();
  const response = await fetch(`${crm.url}/exports/customers`, {
    headers: { 'x-api-key': 'k' },
    signal: abort.signal,
  });
  abort.abort();
  await t.rejects(response.text());
  t.equal((await ask('/customers/1')).status, 200);
});
