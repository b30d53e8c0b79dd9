import t, { type Test } from 'tap';
import { makeRelease, makeSigningKey } from '../helpers/channel.ts';
import { ALLOW_ALL, startTestGateway, type TestGateway } from '../helpers/gateway.ts';
import { until } from '../helpers/until.ts';

const { key, publicKey } = makeSigningKey('ci');
const trust = { keys: [{ id: key.id, algorithm: key.algorithm, publicKey }] };

/** A gateway on a file that is good for a while yet: where this machine is slow, on one that lives longer. */
async function startShortLived(t: Test, expiresIn = 2000): Promise<TestGateway> {
  const bytes = await makeRelease({ rules: ALLOW_ALL, sequence: 1, expiresIn }, key);
  const gateway = await startTestGateway({ source: { bytes, trust } }).catch((error: Error) => {
    if (error.message.includes('expired')) return undefined;
    throw error;
  });
  if (gateway) t.teardown(() => gateway.stop());
  if (gateway && (await gateway.fetch('/svc/x')).status === 200) return gateway;
  return startShortLived(t, expiresIn * 2);
}

t.test('an expired file is not taken, and one that expires denies from then on', async (t) => {
  const old = await makeRelease({ rules: ALLOW_ALL, sequence: 1, expiresIn: -1000 }, key);
  await t.rejects(startTestGateway({ source: { bytes: old, trust } }), {
    name: 'SetupError',
    message: /^policy\.bundle: expired: /,
  });
  const gateway = await startShortLived(t);
  let answer = await gateway.fetch('/svc/x');
  await until(async () => {
    if (answer.status !== 200) return true;
    answer = await gateway.fetch('/svc/x');
    return false;
  });
  t.equal(answer.status, 403);
  t.match(await answer.json(), { reasons: ['policy-expired'] });
  const ready = await fetch(`${gateway.adminUrl}/readyz`);
  t.match(await ready.json(), { lacks: ['policy-expired'] });
});
