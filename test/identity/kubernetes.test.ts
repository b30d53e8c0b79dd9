import t from 'tap';
import { start } from './support.ts';

const BOUND = {
  namespace: 'crm',
  serviceaccount: { name: 'agent', uid: '1' },
  pod: { name: 'agent-7f', uid: '2' },
};

void t.test('a service-account token names namespace, account and pod', async (t) => {
  const { issuer, identify } = await start(t);
  const token = await issuer.sign(
    { 'kubernetes.io': BOUND, sub: 'system:serviceaccount:crm:agent', groups: undefined },
    // The API server writes no `typ`.
    { header: { typ: undefined } },
  );
  t.strictSame((await identify(token)).kubernetes, {
    namespace: 'crm',
    service_account: 'agent',
    pod: 'agent-7f',
  });
});

void t.test('a token that is not bound to a pod names none', async (t) => {
  const { issuer, identify } = await start(t);
  const token = await issuer.sign({ 'kubernetes.io': { ...BOUND, pod: undefined } });
  t.strictSame((await identify(token)).kubernetes, { namespace: 'crm', service_account: 'agent' });
});

void t.test('a malformed claim is refused', async (t) => {
  const { issuer, refuse } = await start(t);
  const faults = [
    null,
    'crm',
    {},
    { ...BOUND, namespace: undefined },
    { ...BOUND, namespace: 1 },
    { ...BOUND, serviceaccount: 'agent' },
    { ...BOUND, serviceaccount: {} },
    { ...BOUND, pod: 'agent-7f' },
    { ...BOUND, pod: null },
    { ...BOUND, pod: {} },
  ];
  for (const fault of faults) {
    const { code, detail } = await refuse(await issuer.sign({ 'kubernetes.io': fault }));
    t.equal(code, 'token-invalid', JSON.stringify(fault));
    t.match(detail, '`kubernetes.io');
  }
});
