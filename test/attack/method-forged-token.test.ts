/**
 * Texts that pose as masks, or masks that pose as data, in what an agent writes back. A near-miss
 * that is taken for data lands over the real value; a JWE that anyone can make with the public key,
 * restored, puts into the upstream what the policy never saw.
 */
import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { CompactEncrypt } from 'jose';
import t from 'tap';
import { openEncrypted } from '../../gateway/redaction/methods/open.ts';
import { recognise } from '../../gateway/redaction/methods/recognise.ts';
import { KEYS, makePair, mask, refusalOf, text, token } from '../redaction/methods/helpers.ts';

const ENCRYPT = mask('encrypt');

void t.test('a mask that changed a little on its way is a mask', async (t) => {
  const changes: ((value: string) => string)[] = [
    (value) => value.toUpperCase(),
    (value) => value.toLowerCase(),
    (value) => ` ${value}\n`,
    (value) => `${value}\u200b`,
    (value) => `\ufeff${value}`,
    (value) => Array.from(value).join('\u00ad'),
    (value) => Array.from(value).join(' '),
    (value) => value.replaceAll(/.{20}/g, '$&\r\n'),
    (value) =>
      value.replaceAll(/[!-~]/g, (each) => String.fromCharCode(each.charCodeAt(0) + 0xfee0)),
  ];
  const masks = [
    mask('redact'),
    mask('redact', { text: 'Hidden by Order' }),
    mask('partial', { keep_last: 2 }),
    mask('hash'),
    mask('pseudonym'),
    mask('pseudonym', { preserve: 'email' }),
    ENCRYPT,
  ];
  for (const each of masks) {
    const value = token(text('alice@example.com'), each);
    for (const [index, change] of changes.entries()) {
      t.equal(recognise(change(value), each, KEYS), 'mask', `${each.with}, change ${index}`);
    }
  }
  for (const each of masks.slice(2)) {
    const value = `Dear ${token(text('alice@example.com'), each)}, hello`;
    t.equal(recognise(value, each, KEYS), 'mask', `${each.with} within a text`);
  }
});

void t.test('what only begins like a mask is data', async (t) => {
  for (const [method, value] of [
    ['redact', '[redacted'],
    ['redact', 'redacted'],
    ['redact', '[redacted] by me'],
    ['partial', '**'],
    ['hash', `hsh_k1_${'a'.repeat(42)}`],
    ['hash', `hsh_k9_${'a'.repeat(43)}`],
    ['pseudonym', `psn_k1_${'a'.repeat(21)}`],
    ['pseudonym', `psn_k1${'a'.repeat(40)}`],
    ['pseudonym', 'psn_k1_'],
    ['encrypt', 'eyJhbGciOiJFQ0RILUVTIiwiZW5jIjoiQTI1NkdDTSIsImtpZCI6ImVuYy0'],
    ['encrypt', 'a.b.c.d.e'],
  ] as const) {
    t.equal(recognise(value, mask(method), KEYS), 'no', value);
  }
});

void t.test('a key id is not the beginning of another', async (t) => {
  for (const [id, other] of [
    ['e', 'e1'],
    ['ee', 'ee1'],
    ['eee', 'eee1'],
  ] as const) {
    const made = { ...KEYS, encryption: { ...makePair(), id: other } };
    const known = { ...KEYS, encryption: { ...makePair(), id } };
    t.equal(recognise(token(text('a'), ENCRYPT, made), ENCRYPT, known), 'no');
  }
});

void t.test('a JWE that others made with our public key is not restored', async (t) => {
  const publicKey = createPublicKey(KEYS.encryption.publicKey);
  const header = { alg: 'ECDH-ES', enc: 'A256GCM', kid: 'enc-1' };
  for (let run = 0; run < 20; run += 1) {
    const forged = await new CompactEncrypt(Buffer.from('"attacker@evil.example"'))
      .setProtectedHeader(header)
      .encrypt(publicKey);
    t.throws(() => openEncrypted(forged, ENCRYPT, KEYS), { name: 'ForeignToken' });
  }
});

void t.test('nor is one that another gateway made for the same reader', async (t) => {
  const keys = { ...KEYS, keys: () => [{ id: 'k1', secret: 'two '.repeat(8) }] };
  const foreign = token(text('a'), ENCRYPT, keys);
  t.throws(() => openEncrypted(foreign, ENCRYPT, KEYS), { name: 'ForeignToken' });
});

void t.test('nor one of ours for another scope', async (t) => {
  const jwe = token(text('a'), { ...ENCRYPT, scope: 'salary' });
  t.throws(() => openEncrypted(jwe, ENCRYPT, KEYS), { name: 'ForeignToken' });
  t.equal(openEncrypted(jwe, { ...ENCRYPT, scope: 'salary' }, KEYS), '"a"');
});

void t.test('a token of ours opens to the letter only', async (t) => {
  const jwe = token(text('alice'), ENCRYPT);
  for (let at = 0; at < jwe.length; at += 1) {
    for (const letter of ['A', 'B', 'w', '.', ' ', '=']) {
      if (jwe[at] === letter) continue;
      const changed = jwe.slice(0, at) + letter + jwe.slice(at + 1);
      t.throws(() => openEncrypted(changed, ENCRYPT, KEYS), { name: 'ForeignToken' });
    }
  }
  const other = token(text('mallory'), ENCRYPT).split('.');
  for (const part of [0, 2, 3, 4]) {
    const mixed = jwe.split('.').with(part, other[part]!).join('.');
    t.throws(() => openEncrypted(mixed, ENCRYPT, KEYS), { name: 'ForeignToken' });
  }
  for (const changed of ['', '....', ` ${jwe}`, `${jwe}\n`, `${jwe}.`, jwe.toLowerCase()]) {
    t.throws(() => openEncrypted(changed, ENCRYPT, KEYS), { name: 'ForeignToken' });
  }
});

void t.test('odd headers and ephemeral keys are refused', async (t) => {
  const [, ...rest] = token(text('a'), ENCRYPT).split('.');
  const p256 = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({
    format: 'jwk',
  });
  const zero = { kty: 'OKP', crv: 'X25519', x: 'A'.repeat(43) };
  const good = { alg: 'ECDH-ES', enc: 'A256GCM', kid: 'enc-1' };
  for (const header of [
    null,
    1,
    '',
    [],
    {},
    good,
    { ...good, epk: null },
    { ...good, epk: 'a' },
    { ...good, epk: {} },
    { ...good, epk: { kty: 'EC', crv: 'P-256', x: p256.x, y: p256.y } },
    { ...good, epk: { kty: 'EC', crv: 'P-256', x: 'A'.repeat(43), y: 'A'.repeat(43) } },
    { ...good, epk: zero },
    { ...good, alg: 'none', epk: zero },
    { ...good, epk: zero, zip: 'DEF' },
    { ...good, epk: zero, crit: ['b64'] },
  ]) {
    const forged = [Buffer.from(JSON.stringify(header)).toString('base64url'), ...rest].join('.');
    t.throws(() => openEncrypted(forged, ENCRYPT, KEYS), { name: 'ForeignToken' });
  }
});

void t.test('nothing opens without the private key', async (t) => {
  const jwe = token(text('a'), ENCRYPT);
  const { id, publicKey } = KEYS.encryption;
  for (const [privateKey, detail] of [
    [undefined, /redaction\.encryption\.private_key is missing/],
    [() => 'no key', /redaction\.encryption\.private_key cannot be read/],
    [
      () => {
        throw new Error('/run/secrets/key.pem: not there');
      },
      /redaction\.encryption\.private_key cannot be read/,
    ],
  ] as const) {
    const keys = { keys: KEYS.keys, encryption: { id, publicKey, privateKey } };
    t.match(
      refusalOf(() => openEncrypted(jwe, ENCRYPT, keys)),
      detail,
    );
  }
});
