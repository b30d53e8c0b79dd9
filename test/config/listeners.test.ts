import { generateKeyPairSync } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { makeCertificate } from './certificates.ts';
import { faultsOf, goodFile, load, makeDirectory, type Raw } from './setup.ts';

const directory = makeDirectory(t);
const tls = { cert: 'cert.pem', key: 'key.pem' };
const day = 86_400_000;

function withListen(listen: Raw, admin: Raw = { port: 8081 }) {
  const file = goodFile();
  file['gateway'].listen = listen;
  file['gateway'].admin = admin;
  return file;
}

function write(name: string, text: string): string {
  writeFileSync(join(directory, name), text);
  return name;
}

void t.test('TLS files are read as PEM text', async (t) => {
  const { gateway } = await load(directory, withListen({ port: 0, host: '0.0.0.0', tls }));
  t.match(gateway.listen.tls?.cert, /^-----BEGIN CERTIFICATE-----/);
  t.match(gateway.listen.tls?.key, /^-----BEGIN PRIVATE KEY-----/);
});

void t.test('plain HTTP is for loopback only', async (t) => {
  for (const host of ['127.0.0.1', '127.8.9.10', '::1', 'localhost']) {
    t.strictSame(await faultsOf(directory, withListen({ port: 0, host })), [], host);
  }
  for (const host of [
    '0.0.0.0',
    '::',
    '10.0.0.1',
    '::ffff:127.0.0.1',
    'gw.example',
    'localhost.x',
  ]) {
    t.match(await faultsOf(directory, withListen({ port: 0, host })), [
      /^gateway\.listen must have tls/,
    ]);
    const admin = withListen({ port: 0 }, { port: 0, host });
    t.match(await faultsOf(directory, admin), [/^gateway\.admin must have tls/]);
  }
});

void t.test('what is not a host is a fault', async (t) => {
  for (const host of ['', ' ', '[::1]', 'a b', '127.1', '0x7f.1', 'a:80', '*', '-a', 'a..b']) {
    const faults = await faultsOf(directory, withListen({ port: 0, host, tls }));
    t.match(faults, [/^gateway\.listen\.host must be an IP address/], JSON.stringify(host));
  }
});

void t.test('the ports differ, unless both are taken freely', async (t) => {
  t.strictSame(await faultsOf(directory, withListen({ port: 0 }, { port: 0 })), []);
  t.strictSame(await faultsOf(directory, withListen({ port: 9000 }, { port: 9000 })), [
    'gateway.admin.port must differ from gateway.listen.port',
  ]);
});

void t.test('certificate and key are both needed', async (t) => {
  t.strictSame(await faultsOf(directory, withListen({ port: 0, tls: { cert: 'cert.pem' } })), [
    'gateway.listen.tls.key is missing',
  ]);
  t.strictSame(await faultsOf(directory, withListen({ port: 0, tls: {} })), [
    'gateway.listen.tls.cert is missing',
    'gateway.listen.tls.key is missing',
  ]);
});

const encrypted =
  '-----BEGIN ENCRYPTED PRIVATE KEY-----\nMAAA\n-----END ENCRYPTED PRIVATE KEY-----\n';
for (const [title, files, fault] of [
  [
    'an absent file',
    () => ({ ...tls, cert: 'no.pem' }),
    /cert names a file that cannot be used: .*no\.pem does not exist$/,
  ],
  [
    'a directory',
    () => ({ ...tls, key: 'state' }),
    /key names a file that cannot be used: .*state is not a regular file$/,
  ],
  [
    'an empty name',
    () => ({ ...tls, key: '' }),
    /key names a file that cannot be used: its name is empty$/,
  ],
  [
    'text that is not PEM',
    () => ({ ...tls, cert: write('odd.pem', 'odd') }),
    /cert must be a file of PEM certificates/,
  ],
  [
    'a broken certificate',
    () => ({
      ...tls,
      cert: write('broken.pem', '-----BEGIN CERTIFICATE-----\nMAAA\n-----END CERTIFICATE-----\n'),
    }),
    /cert must be a file of PEM certificates/,
  ],
  [
    'a certificate for a key',
    () => ({ ...tls, key: 'cert.pem' }),
    /key must be a file of one PEM private key/,
  ],
  [
    'an encrypted key',
    () => ({ ...tls, key: write('enc.pem', encrypted) }),
    /key must be a file of one PEM private key without a passphrase$/,
  ],
  [
    'the key of another',
    () => ({ ...tls, key: write('other.pem', makeCertificate().key) }),
    /key is not the key of the certificate$/,
  ],
  [
    'a key that TLS finds too weak',
    () => {
      const weak = makeCertificate({
        keys: generateKeyPairSync('ec', { namedCurve: 'prime192v1' }),
      });
      return { cert: write('weak.pem', weak.cert), key: write('weak.key', weak.key) };
    },
    /cert cannot be used for TLS \(ERR_SSL_EE_KEY_TOO_SMALL\)$/,
  ],
  [
    'an expired certificate',
    () => {
      const old = makeCertificate({ from: new Date(0), to: new Date(Date.now() - 2000) });
      return { cert: write('old.pem', old.cert), key: write('old.key', old.key) };
    },
    /cert has expired \(on 20.*Z\); renew it$/,
  ],
  [
    'a certificate of the future',
    () => {
      const early = makeCertificate({
        from: new Date(Date.now() + day),
        to: new Date(Date.now() + 2 * day),
      });
      return { cert: write('early.pem', early.cert), key: write('early.key', early.key) };
    },
    /cert is not valid before 20.*Z$/,
  ],
] as const) {
  void t.test(`${title} is a fault`, async (t) => {
    const faults = await faultsOf(directory, withListen({ port: 0, tls: files() }));
    t.equal(faults.length, 1, faults.join('\n'));
    t.match(faults[0], fault);
    t.match(faults[0], /^gateway\.listen\.tls\./);
  });
}
