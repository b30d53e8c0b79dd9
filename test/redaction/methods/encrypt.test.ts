import { createPrivateKey } from 'node:crypto';
import fc from 'fast-check';
import { compactDecrypt, decodeProtectedHeader } from 'jose';
import t from 'tap';
import { openEncrypted } from '../../../gateway/redaction/methods/open.ts';
import { json, KEYS, makePair, mask, refusalOf, text, token, VALUE } from './helpers.ts';

const ENCRYPT = mask('encrypt');

for (const curve of ['x25519', 'P-256'] as const) {
  const keys = { ...KEYS, encryption: makePair(curve) };
  const privateKey = createPrivateKey(keys.encryption.privateKey());

  void t.test(`${curve}: jose opens every JWE, and so does the gateway`, async (t) => {
    await fc.assert(
      fc.asyncProperty(VALUE, async (value) => {
        const jwe = token(value, ENCRYPT, keys);
        const { plaintext, protectedHeader } = await compactDecrypt(jwe, privateKey);
        const opened = Buffer.from(plaintext).toString();
        t.equal(opened, openEncrypted(jwe, ENCRYPT, keys));
        t.equal(opened, sourceOf(value));
        t.match(protectedHeader, { alg: 'ECDH-ES', enc: 'A256GCM', kid: 'enc-1' });
      }),
    );
  });
}

void t.test('the JSON text is what is encrypted, to the byte', async (t) => {
  for (const source of ['1.00', '12345678901234567890', '1e400', ' {"b":1, "a":1.0}', 'null']) {
    t.equal(openEncrypted(token(json(source), ENCRYPT), ENCRYPT, KEYS), source.trimEnd());
  }
});

void t.test('one value is never encrypted to one text twice', async (t) => {
  const tokens = Array.from({ length: 50 }, () => token(text('a'), ENCRYPT));
  const keys = tokens.map((each) => JSON.stringify(decodeProtectedHeader(each)['epk']));
  t.equal(new Set(keys).size, 50, 'nor by one ephemeral key');
  t.equal(new Set(tokens.map((each) => each.split('.')[2])).size, 50);
});

void t.test('without keys of the tokens values can be encrypted, but not restored', async (t) => {
  const keys = { keys: () => [], encryption: KEYS.encryption };
  const jwe = token(text('a'), ENCRYPT, keys);
  const { plaintext } = await compactDecrypt(jwe, createPrivateKey(keys.encryption.privateKey()));
  t.equal(Buffer.from(plaintext).toString(), '"a"');
  t.match(
    refusalOf(() => openEncrypted(jwe, ENCRYPT, keys)),
    /redaction\.keys is missing/,
  );
  t.throws(() => openEncrypted(jwe, ENCRYPT, KEYS), { name: 'ForeignToken' });
});

void t.test('a key that cannot encrypt is refused by its place in the configuration', async (t) => {
  const { encryption, keys } = KEYS;
  const cut = '-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEA\n-----END PUBLIC KEY-----\n';
  const ed25519 = `-----BEGIN PUBLIC KEY-----
MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=
-----END PUBLIC KEY-----
`;
  for (const [publicKey, detail] of [
    ['', /redaction\.encryption\.public_key is not a PEM public key/],
    [encryption.privateKey(), /redaction\.encryption\.public_key is not a PEM public key/],
    [cut, /redaction\.encryption\.public_key cannot be read/],
    [ed25519, /redaction\.encryption\.public_key is not X25519 or P-256/],
  ] as const) {
    const bad = { keys, encryption: { ...encryption, publicKey } };
    t.match(
      refusalOf(() => token(text('a'), ENCRYPT, bad)),
      detail,
    );
  }
  t.match(
    refusalOf(() => token(text('a'), ENCRYPT, { keys })),
    /redaction\.encryption is missing/,
  );
  const badId = { keys, encryption: { ...encryption, id: 'a"b' } };
  t.match(
    refusalOf(() => token(text('a'), ENCRYPT, badId)),
    /redaction\.encryption\.id/,
  );
});

function sourceOf(value: ReturnType<typeof json>): string {
  if (value.kind === 'string') return JSON.stringify(value.value);
  if (value.kind === 'number') return value.lexeme;
  return 'text' in value ? value.text : value.kind;
}
