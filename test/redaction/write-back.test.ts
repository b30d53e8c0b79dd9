import { generateKeyPairSync } from 'node:crypto';
import * as fc from 'fast-check';
import t from 'tap';
import type { MaskKeys } from '../../gateway/redaction/methods/keyring.ts';
import { restoreMasked } from '../../gateway/redaction/write-back.ts';
import type { Mask, RequestBody, WriteBack } from '../../gateway/types.ts';
import { KEY, mask, redact, refusalOf } from './helpers.ts';

const pair = generateKeyPairSync('x25519');
const keys: MaskKeys = {
  keys: () => [{ id: 'k1', secret: KEY }],
  encryption: {
    id: 'e1',
    publicKey: pair.publicKey.export({ type: 'spki', format: 'pem' }),
    privateKey: () => pair.privateKey.export({ type: 'pkcs8', format: 'pem' }),
  },
};
const options = { maxDepth: 32, keys };

function jsonBody(text: string): RequestBody {
  const bytes = Buffer.from(text);
  return { kind: 'json', bytes, value: JSON.parse(text) as unknown };
}

function write(text: string, mode: WriteBack['mode'], masks: Mask[]): string {
  const body = restoreMasked(jsonBody(text), { mode, masks }, options);
  return body.kind === 'json' ? body.bytes.toString() : '';
}

/** What an agent gets to read. */
async function read(text: string, masks: Mask[]): Promise<string> {
  return (await redact(text, masks, { keys })).body.toString();
}

const DATA = '{ "id": 7, "email": "ada@example.org", "iban": "DE89370400440532013000" }';

t.test('what each method leaves is refused where the mask put it', async (t) => {
  for (const method of ['redact', 'null', 'hash', 'pseudonym', 'encrypt', 'partial'] as const) {
    const masks = [mask('$.email', { with: method })];
    const seen = await read(DATA, masks);
    const { code, detail, status } = await refusalOf(() => write(seen, 'refuse', masks));
    t.equal(code, 'masked-value', method);
    t.equal(status, 422);
    t.match(detail, '$.email');
    const elsewhere = seen.replace('"email"', '"nickname"');
    t.equal(write(elsewhere, 'refuse', masks), elsewhere, `${method} elsewhere`);
  }
});

t.test('real data passes as it came', (t) => {
  const masks = [mask('$.email'), mask('$.iban', { with: 'partial', keep_last: 4 })];
  t.equal(write(DATA, 'refuse', masks), DATA);
  t.end();
});

t.test('what was encrypted is restored, and nothing else changes', async (t) => {
  const masks = [mask('$.email', { with: 'encrypt' }), mask('$.iban', { with: 'encrypt' })];
  const seen = await read(DATA, masks);
  t.notMatch(seen, 'ada@');
  t.equal(write(seen, 'restore', masks), DATA);
  const renamed = seen.replace('"id": 7', '"id": 7.0');
  t.equal(write(renamed, 'restore', masks), DATA.replace('7', '7.0'));
});

t.test('any value comes back as it was', async (t) => {
  const masks = [mask('$.v', { with: 'encrypt', scope: 'a' })];
  await fc.assert(
    fc.asyncProperty(fc.jsonValue(), async (value) => {
      const text = JSON.stringify({ v: value });
      t.equal(write(await read(text, masks), 'restore', masks), text);
    }),
    { numRuns: 100 },
  );
});

t.test('what cannot be restored is refused, also where other values can', async (t) => {
  const masks = [mask('$.email', { with: 'encrypt' }), mask('$.iban')];
  const seen = await read(DATA, masks);
  t.match((await refusalOf(() => write(seen, 'restore', masks))).detail, '$.iban');
  const other = [mask('$.email', { with: 'encrypt', scope: 'other' })];
  const moved = await read(DATA, other);
  t.match((await refusalOf(() => write(moved, 'restore', masks))).detail, 'cannot be restored');
});

t.test('a masked value within a string that holds JSON', async (t) => {
  const masks = [mask('$.text', { inner: '$.email' })];
  const inner = JSON.stringify({ text: JSON.stringify({ email: 'ada@example.org' }) });
  const seen = await read(inner, masks);
  await refusalOf(() => write(seen, 'refuse', masks));
  t.equal(write(inner, 'refuse', masks), inner);
  const sealed = [mask('$.text', { inner: '$.email', with: 'encrypt' })];
  t.equal(write(await read(inner, sealed), 'restore', sealed), inner);
});

t.test('a body that cannot be looked through is refused', async (t) => {
  const masks = [mask('$.email')];
  const bytes: RequestBody = { kind: 'bytes', bytes: Buffer.from('email=[redacted]') };
  const { code } = await refusalOf(() => restoreMasked(bytes, { mode: 'refuse', masks }, options));
  t.equal(code, 'masked-value');
  t.same(restoreMasked({ kind: 'none' }, { mode: 'refuse', masks }, options), { kind: 'none' });
});
