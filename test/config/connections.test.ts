import t from 'tap';
import { faultsOf, goodFile, load, makeDirectory, type Raw } from './setup.ts';

const directory = makeDirectory(t);
const upstream = 'https://x.internal';

async function faults(...connections: Raw[]) {
  return await faultsOf(directory, { ...goodFile(), connections });
}

void t.test('names are unique', async (t) => {
  const match = (host: string) => ({ name: 'a', match: { host }, upstream });
  t.strictSame(await faults(match('a'), match('b'), match('c')), [
    'connections[1].name is the same as that of item [0]',
    'connections[2].name is the same as that of item [0]',
  ]);
});

void t.test('matches are unique', async (t) => {
  const a = { name: 'a', match: { host: 'h', path_prefix: '/p' }, upstream };
  const same = { ...a, name: 'b', match: { path_prefix: '/p', host: 'h' } };
  t.strictSame(await faults(a, same), [
    'connections[1].match has the same host and path_prefix as item [0]',
  ]);
  const others = [{ host: 'h' }, { path_prefix: '/p' }, { host: 'h', path_prefix: '/p/q' }];
  const rest = others.map((match, index) => ({ name: `o${index}`, match, upstream }));
  t.strictSame(await faults(a, ...rest), []);
});

void t.test('a host is in lower case and without port', async (t) => {
  const match = (host: string) => ({ name: 'a', match: { host }, upstream });
  for (const host of ['crm.example', 'crm', '10.0.0.1', '[::1]', 'xn--bcher-kva.example']) {
    t.strictSame(await faults(match(host)), [], host);
  }
  for (const host of [
    'CRM',
    'crm:80',
    '::1',
    'crm.',
    'crm/x',
    '*.example',
    'bücher',
    'a_b',
    '1.2',
  ]) {
    t.strictSame(
      await faults(match(host)),
      ['connections[0].match.host must be a host in lower case, without port'],
      host,
    );
  }
});

void t.test('a prefix has no dot segments', async (t) => {
  for (const prefix of ['/..', '/a/../b', '/a/.', '/./a']) {
    t.strictSame(await faults({ name: 'a', match: { path_prefix: prefix }, upstream }), [
      'connections[0].match.path_prefix must have no segment `.` or `..`: no request could match it',
    ]);
  }
  t.strictSame(
    await faults({ name: 'a', match: { path_prefix: '/.well-known/a..b' }, upstream }),
    [],
  );
});

void t.test('what is given is resolved', async (t) => {
  const connection = {
    name: 'a',
    match: { host: 'h' },
    upstream: `${upstream}/base`,
    timeouts: { connect: '250ms' },
    max_connections: 3,
    headers: ['x-tenant', 'cookie'],
    request_body: 'stream',
    allow_encoded_slash: true,
    allow_semicolon: true,
    response_limit: '2KiB',
    json_texts: true,
    record_bodies: { response: false, limit: '2KiB' },
  };
  const config = await load(directory, { ...goodFile(), connections: [connection] });
  t.strictSame(config.connections, [
    {
      name: 'a',
      match: { host: 'h' },
      upstream: new URL(`${upstream}/base`),
      tls: {},
      timeouts: { connect: 250, response: 30_000 },
      maxConnections: 3,
      credentials: [],
      headers: ['x-tenant', 'cookie'],
      requestBody: 'stream',
      allowEncodedSlash: true,
      allowSemicolon: true,
      recordBodies: { request: true, response: false, limit: 2048 },
      responseLimit: 2048,
      jsonTexts: true,
    },
  ]);
});
