import t from 'tap';
import { makeRelease, makeSigningKey } from '../helpers/channel.ts';
import { ALLOW_ALL, startTestGateway } from '../helpers/gateway.ts';

const { key, publicKey } = makeSigningKey('ci');
const trust = { keys: [{ id: key.id, algorithm: key.algorithm, publicKey }] };

t.test('an expired file is not taken, and one that expires denies from then on', async (t) => {
  const old = await makeRelease({ rules: ALLOW_ALL, sequence: 1, expiresIn: -1000 }, key);
  await t.rejects(startTestGateway({ source: { bytes: old, trust } }), {
    name: 'SetupError',
    message: /^policy\.bundle: expired: /,
  });
  const bytes = await makeRelease({ rules: ALLOW_ALL, sequence: 1, expiresIn: 12_000 }, key);
  const gateway = await startTestGateway({ source: { bytes, trust } });
  t.teardown(() => gateway.stop());
  t.equal((await gateway.fetch('/svc/x')).status, 200);
  let answer = await gateway.fetch('/svc/x');
  while (answer.status === 200) {
    await new Promise((resolve) => setTimeout(resolve, 200));
    answer = await gateway.fetch('/svc/x');
  }
  t.match(await answer.json(), { reasons: ['policy-expired'] });
  const ready = await fetch(`${gateway.adminUrl}/readyz`);
  t.match(await ready.json(), { lacks: ['policy-expired'] });
});
