/** Vault, or who stands in its place, answers with another key, or not at all: no evidence may be lost unseen. */
import t from 'tap';
import { startTestGateway } from '../helpers/gateway.ts';
import { startVault } from '../helpers/vault.ts';

const start = async () => {
  const vault = await startVault();
  const { address } = vault;
  const token = { read: () => vault.token };
  const key = { id: 'v', vault: { address, mount: 'transit', key: 'evidence', token } };
  const gateway = await startTestGateway({ ledger: { keys: [key] } }).catch(
    async (error: unknown) => {
      await vault.close();
      throw error;
    },
  );
  return { vault, gateway };
};

t.test(
  'sessions that run go on, new ones are refused, and nothing of them is forwarded',
  async (t) => {
    const { vault, gateway } = await start();
    t.teardown(async () => {
      await gateway.stop();
      await vault.close();
    });
    t.equal((await gateway.fetch('/svc/before')).status, 200);
    const calls = vault.calls.length;
    t.equal((await gateway.fetch('/svc/before')).status, 200);
    t.equal(vault.calls.length, calls, 'no call for a request of a session that runs');

    const other = await gateway.issuer.sign({ sub: 'another' });
    const ask = () =>
      gateway.fetch('/svc/other', { headers: { authorization: `Bearer ${other}` } });
    const faults: (() => void)[] = [
      () => (vault.distort = (plain) => Buffer.from(plain).fill(1)),
      () => (vault.instead = { status: 503, body: '{"errors":["Vault is sealed"]}' }),
      () => (vault.instead = { status: 200, body: '{"data":{"ciphertext":"AAAA"}}' }),
    ];
    for (const fault of faults) {
      fault();
      const response = await ask();
      t.equal(response.status, 503);
      t.match(await response.json(), { code: 'ledger-unavailable' });
      t.equal((await gateway.fetch('/svc/during')).status, 200);
    }
    t.equal(gateway.received.filter(({ url }) => url === '/other').length, 0);
    const refusals = (await gateway.entries()).filter(({ type }) => type === 'refusal');
    t.equal(refusals.length, 3, 'on record, under the session of the gateway itself');

    vault.instead = undefined;
    vault.distort = (plain) => plain;
    t.equal((await ask()).status, 200);
  },
);

t.test('without Vault a gateway does not start, and says why', async (t) => {
  const vault = await startVault();
  const { address } = vault;
  await vault.close();
  const token = { read: () => 't' };
  const key = { id: 'v', vault: { address, mount: 'transit', key: 'evidence', token } };
  await t.rejects(startTestGateway({ ledger: { keys: [key] } }), {
    name: 'SetupError',
    faults: [/^ledger.encryption.keys: v cannot be used/],
  });
});
