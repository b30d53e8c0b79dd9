/** A bank code or a birth date has few values: no digest that survives may let somebody try them all. */
import { createHash } from 'node:crypto';
import { randomBytes } from 'node:crypto';
import t from 'tap';
import { alwaysDecide, startTestGateway } from '../helpers/gateway.ts';
import { findText } from '../helpers/search-directory.ts';

const MAIL = 'anna.schmidt@example.org';
const ID = 'c-17';
const DENIED = alwaysDecide({
  action: 'deny',
  reasons: ['no'],
  message: `Nobody writes to ${MAIL}.`,
  subjects: [{ value: ID, type: 'customer' }],
});

t.test('neither the values nor plain digests of them are in the state directory', async (t) => {
  const policies = [
    DENIED,
    alwaysDecide({ action: 'allow', reasons: ['yes'], subjects: ['$.id'] }),
    alwaysDecide({
      action: 'approve',
      reasons: ['ask'],
      approval: { groups: ['dpo'] },
      message: `May somebody write to ${MAIL}?`,
    }),
  ];
  for (const policy of policies) {
    const gateway = await startTestGateway({
      policy,
      ledger: { erasers: ['dpo'] },
      approvals: { hold: 20 },
    });
    const body = JSON.stringify({ id: ID, mail: MAIL });
    const response = await gateway.fetch(`/svc/mail/${MAIL}?to=${MAIL}`, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json' },
    });
    const answer = await response.text();
    await (await fetch(`${gateway.url}/svc/mail/${MAIL}`)).text();
    await eraseAll(gateway);
    const { stateDir } = gateway;
    const inApprovals = (await findText(stateDir, MAIL)).filter((file) =>
      /approvals\.db/.test(file),
    );
    const elsewhere = (await findText(stateDir, MAIL)).filter(
      (file) => !/approvals\.db/.test(file),
    );
    t.same(
      elsewhere.filter((file) => !file.includes('bundles')),
      [],
    );
    // An approval that waits is shown to people, and stays until it is settled or erased.
    if (!policy.includes('approve')) t.same(inApprovals, []);
    for (const value of [body, answer, ID, MAIL, `customer\0${ID}`, `person\0${ID}`]) {
      for (const algorithm of ['sha256', 'sha1', 'md5', 'sha512']) {
        const digest = createHash(algorithm).update(value).digest('hex');
        const found = (await findText(stateDir, digest)).filter(
          (file) => !/approvals\.db/.test(file),
        );
        t.same(found, [], `${algorithm} of ${value.slice(0, 20)}`);
        const binary = createHash(algorithm).update(value).digest('base64').slice(0, 20);
        t.same(await findText(stateDir, binary), []);
      }
    }
    await gateway.stop();
  }
});

async function eraseAll(gateway: Awaited<ReturnType<typeof startTestGateway>>): Promise<void> {
  const token = await gateway.issuer.sign({
    sub: 'dana',
    aud: 'urn:regent:admin',
    groups: ['dpo'],
  });
  const nonce = randomBytes(32).toString('base64');
  for (const type of ['customer', 'person']) {
    const response = await fetch(`${gateway.adminUrl}/api/erasures`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ type, value: ID, reference: 'R', nonce }),
    });
    if (response.status !== 200) throw new Error(await response.text());
  }
}
