import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { makeCertificate } from './certificates.ts';
import { faultsOf, goodFile, load, makeDirectory, type Raw } from './setup.ts';

const directory = makeDirectory(t);

function withConnection(part: Raw) {
  const file = goodFile();
  Object.assign(file['connections'][0], part);
  return file;
}

const https = ' must be https (http is only for loopback; set allow_plaintext: true to accept it)';
const path = ' must have a path of plain segments (nothing encoded, empty, `.` or `..`)';
const at = 'connections[0].upstream';
const cases: [part: Raw, faults: string[]][] = [
  [{ upstream: 'https://crm.internal:8443/v1/api/' }, []],
  [{ upstream: 'http://127.0.0.1:3000' }, []],
  [{ upstream: 'http://127.9.9.9' }, []],
  [{ upstream: 'http://[::1]:3000/x' }, []],
  [{ upstream: 'http://localhost:3000' }, []],
  [{ upstream: 'http://crm.internal' }, [at + https]],
  [{ upstream: 'http://0.0.0.0:1' }, [at + https]],
  [{ upstream: 'http://[::ffff:127.0.0.1]:1' }, [at + https]],
  [{ upstream: 'http://localhost.evil.example' }, [at + https]],
  [{ upstream: 'HTTPS://crm' }, [`${at} must be an https:// URL`]],
  [{ upstream: 'http://crm.internal', allow_plaintext: true }, []],
  [{ upstream: 'ws://crm.internal', allow_plaintext: true }, [`${at} must be an https:// URL`]],
  [{ upstream: 'unix:/run/x', allow_plaintext: true }, [`${at} must be an https:// URL`]],
  [{ upstream: 'https://user:pass@crm' }, [`${at} must have no credentials in it`]],
  [{ upstream: 'https://@crm' }, [`${at} must have no credentials in it`]],
  [{ upstream: 'https://crm?a=1' }, [`${at} must have no query and no fragment`]],
  [{ upstream: 'https://crm/?' }, [`${at} must have no query and no fragment`]],
  [{ upstream: 'https://crm#a' }, [`${at} must have no query and no fragment`]],
  [{ upstream: 'https://crm/a/../b' }, [at + path]],
  [{ upstream: 'https://crm/./b' }, [at + path]],
  [{ upstream: 'https://crm//b' }, [at + path]],
  [{ upstream: 'https://crm/%2e%2e/b' }, [at + path]],
  [{ upstream: 'https://crm/a;b' }, [at + path]],
  [
    { timeouts: { connect: '6m', response: '2h' } },
    [
      'connections[0].timeouts.connect must be at most 5m',
      'connections[0].timeouts.response must be at most 1h',
    ],
  ],
  [{ max_connections: 65_536 }, ['connections[0].max_connections must be at most 65535']],
  [{ response_limit: '257MiB' }, ['connections[0].response_limit must be from 1B to 256MiB']],
  [{ tls: { ca: 'cert.pem', cert: 'cert.pem', key: 'key.pem', server_name: 'crm.example' } }, []],
  [
    { tls: { server_name: '' } },
    ['connections[0].tls.server_name must be a host name in lower case (RFC 6066 section 3)'],
  ],
  [
    { tls: { server_name: '10.0.0.1' } },
    ['connections[0].tls.server_name must be a host name in lower case (RFC 6066 section 3)'],
  ],
  [
    { tls: { ca: 'key.pem' } },
    ['connections[0].tls.ca must be a file of PEM certificates (`-----BEGIN CERTIFICATE-----`)'],
  ],
  [
    { tls: { reject_unauthorized: false } },
    ['connections[0].tls.reject_unauthorized is not known; known: ca, cert, key, server_name'],
  ],
  [
    { upstream: 'http://127.0.0.1:3000', tls: { ca: 'cert.pem' } },
    ['connections[0].tls has no effect on an http upstream (make it https, or remove tls)'],
  ],
];

for (const [part, expected] of cases) {
  void t.test(JSON.stringify(part), async (t) => {
    t.strictSame(await faultsOf(directory, withConnection(part)), expected);
  });
}

void t.test('a URL with blanks or a backslash in it is a fault', async (t) => {
  for (const upstream of [
    ' https://crm',
    'https://crm ',
    'https://c\trm',
    'https:\\\\crm',
    'https:crm',
    '',
  ]) {
    t.match(await faultsOf(directory, withConnection({ upstream })), [
      /^connections\[0\]\.upstream must be an/,
    ]);
  }
});

void t.test('of several authorities one must be in force', async (t) => {
  const old = makeCertificate({ from: new Date(0), to: new Date(1000) }).cert;
  writeFileSync(join(directory, 'old.pem'), old);
  writeFileSync(join(directory, 'both.pem'), `${old}\n# new\n${makeCertificate().cert}`);
  t.strictSame(await faultsOf(directory, withConnection({ tls: { ca: 'both.pem' } })), []);
  t.strictSame(await faultsOf(directory, withConnection({ tls: { ca: 'old.pem' } })), [
    'connections[0].tls.ca has expired (on 1970-01-01T00:00:01.000Z); renew it',
  ]);
});

void t.test('an empty file of authorities is a fault, and not the public ones', async (t) => {
  writeFileSync(join(directory, 'empty.pem'), '');
  t.strictSame(await faultsOf(directory, withConnection({ tls: { ca: 'empty.pem' } })), [
    'connections[0].tls.ca names a file that cannot be used: it is empty',
  ]);
});

void t.test('TLS files are read as PEM text', async (t) => {
  const tls = { ca: 'cert.pem', cert: 'cert.pem', key: 'key.pem', server_name: 'crm.example' };
  const [connection] = (await load(directory, withConnection({ tls }))).connections;
  t.match(connection?.tls.ca, /^-----BEGIN CERTIFICATE-----/);
  t.match(connection?.tls.key, /^-----BEGIN PRIVATE KEY-----/);
  t.equal(connection?.tls.serverName, 'crm.example');
});
