import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import { verifyCertificate } from '../../../evidence/erase/verify-certificate.ts';
import type { Certificate } from '../../../gateway/ledger/subjects/certificate.ts';
import { alwaysDecide, startTestGateway, type TestGateway } from '../../helpers/gateway.ts';
import { openEntries } from '../../helpers/open-ledger.ts';
import { findText } from '../../helpers/search-directory.ts';

const NAME = 'Wilhelmina Oppenheimer-Quast';
const OTHER = 'Bartholomew Featherstonehaugh';

const POLICY = alwaysDecide({
  action: 'mask',
  reasons: ['test'],
  masks: [{ path: '$.iban', with: 'redact' }],
  subjects: [{ path: '$.id', in: 'response', type: 'customer' }],
});

/** A CRM: the customer of the path, by id. */
const customers: Record<string, object> = {
  'c-17': { id: 'c-17', name: NAME, iban: 'DE02120300000000202051' },
  'c-18': { id: 'c-18', name: OTHER, iban: 'DE02500105170137075030' },
};

async function start(settings: Parameters<typeof startTestGateway>[0] = {}): Promise<TestGateway> {
  return startTestGateway({
    policy: POLICY,
    ledger: { erasers: ['dpo'], ...settings.ledger },
    upstream: (req, res) => {
      const id = (req.url ?? '').split('?')[0]!.slice(1);
      res.setHeader('content-type', 'application/json');
      res.end(JSON.stringify(customers[id]));
    },
    ...settings,
  });
}

interface Answer {
  status: number;
  body: { erasure: string; count: number; certificate: Certificate; code?: string };
}

async function erase(
  gateway: TestGateway,
  value: string,
  { groups = ['dpo'], nonce = randomBytes(32) }: { groups?: string[]; nonce?: Buffer } = {},
): Promise<Answer> {
  const token = await gateway.issuer.sign({ sub: 'dana', aud: 'urn:regent:admin', groups });
  const response = await fetch(`${gateway.adminUrl}/api/erasures`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      type: 'customer',
      value,
      reference: 'DSR-1',
      nonce: nonce.toString('base64'),
    }),
  });
  return { status: response.status, body: (await response.json()) as Answer['body'] };
}

async function vkeyOf(gateway: TestGateway): Promise<string> {
  const key = (await gateway.entries()).find(({ type }) => type === 'signing-key');
  return (key!.data as { key: string }).key;
}

t.test('after an erasure nothing of the person is left, and the rest is as it was', async (t) => {
  const gateway = await start();
  t.teardown(() => gateway.stop());
  for (const id of ['c-17', 'c-18', 'c-17']) {
    const response = await gateway.fetch(`/svc/${id}?name=${encodeURIComponent(NAME)}`);
    t.equal(response.status, 200);
    await response.text();
  }
  const { stateDir } = gateway;
  const before = await openEntries(stateDir);
  t.equal(before.filter(({ response }) => response?.includes(NAME)).length, 2);
  t.same(await findText(stateDir, NAME), [], 'before it, too, it stands nowhere in clear');

  const nonce = randomBytes(32);
  const { status, body } = await erase(gateway, 'c-17', { nonce });
  t.equal(status, 200);
  t.equal(body.count, 2);

  const after = await openEntries(stateDir);
  const erased = after.filter(({ state }) => state === 'erased');
  t.equal(erased.length, 4, 'two intents and two outcomes');
  t.ok(erased.every(({ sealed, request, response }) => !sealed && !request && !response));
  const others = after.filter(({ response }) => response?.includes(OTHER));
  t.equal(others.length, 1);
  t.equal(after.filter(({ sealed }) => JSON.stringify(sealed ?? '').includes('c-17')).length, 0);

  const vkey = await vkeyOf(gateway);
  const text = JSON.stringify(body.certificate);
  const told = verifyCertificate(text, {
    key: vkey,
    subject: { type: 'customer', value: 'c-17', nonce },
  });
  t.match(told, { count: 2, reference: 'DSR-1', origin: 'regent/test', erasure: body.erasure });
  const kept = join(stateDir, 'ledger', 'certificates', `${body.erasure}.json`);
  t.same(JSON.parse(await readFile(kept, 'utf8')), body.certificate);

  t.test('and a second one finds nobody', async (t) => {
    t.match(await erase(gateway, 'c-17'), { status: 200, body: { count: 0 } });
  });

  t.test('and the certificate holds for nobody and nothing else', async (t) => {
    const claims = { key: vkey, subject: { type: 'customer', value: 'c-17', nonce } };
    const wrong = (change: Partial<typeof claims.subject>) => ({
      ...claims,
      subject: { ...claims.subject, ...change },
    });
    t.throws(() => verifyCertificate(text, wrong({ value: 'c-18' })), /another data subject/);
    t.throws(() => verifyCertificate(text, wrong({ type: 'person' })), /another data subject/);
    t.throws(() => verifyCertificate(text, wrong({ nonce: randomBytes(32) })), /another/);
    const changed = (change: object): string => JSON.stringify({ ...body.certificate, ...change });
    const { certificate, entry, index, proof } = body.certificate;
    for (const bad of [
      { certificate: certificate.replace('DSR-1', 'DSR-2') },
      { certificate: certificate.replace('\n2\n', '\n3\n') },
      { entry: entry.replace('"count":2', '"count":3') },
      { index: index - 1 },
      { proof: proof.slice(1) },
      { v: 2 },
    ]) {
      t.throws(() => verifyCertificate(changed(bad), { key: vkey }), Object.keys(bad)[0]!);
    }
  });
});

t.test('only people of the configured groups erase', async (t) => {
  const gateway = await start();
  t.teardown(() => gateway.stop());
  await (await gateway.fetch('/svc/c-17')).text();
  t.match(await erase(gateway, 'c-17', { groups: ['support'] }), {
    status: 403,
    body: { code: 'erasure-forbidden' },
  });
  t.equal((await gateway.entries()).filter(({ type }) => type === 'erasure').length, 0);
});

t.test('a subject of the request and of the decision are found too', async (t) => {
  const gateway = await start({
    policy: alwaysDecide({
      action: 'allow',
      reasons: ['test'],
      subjects: [
        { path: '$.customer', in: 'request', type: 'customer' },
        { value: 'c-99', type: 'customer' },
      ],
    }),
  });
  t.teardown(() => gateway.stop());
  const post = (customer: string | number) =>
    gateway.fetch('/svc/x', {
      method: 'POST',
      body: JSON.stringify({ customer }),
      headers: { 'content-type': 'application/json' },
    });
  for (const customer of ['c-1', 'c-2', 5]) await (await post(customer)).text();
  t.match(await erase(gateway, 'c-1'), { body: { count: 1 } });
  t.match(await erase(gateway, '5'), { body: { count: 1 } });
  t.match(await erase(gateway, 'c-99'), { body: { count: 1 } }, 'the others are erased already');
});
