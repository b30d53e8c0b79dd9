/** A target that is longer than an entry: each look of an exchange seals it with a key of its own, for a key seals one long text. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import t from 'tap';
import type { SigningKeyData } from '../../gateway/types.ts';
import { askToWrite, grant, probesOf, startWithPrecondition } from '../helpers/preconditions.ts';
import { runRegent } from '../helpers/run-regent.ts';

const MAX = 200_000;

t.test('it is on record, and opens', async (t) => {
  const upstream = createServer({ maxHeaderSize: MAX }, (_req, res) => {
    res.setHeader('etag', '"1"').end('{}');
  });
  await new Promise<void>((resolve) => upstream.listen(0, '127.0.0.1', resolve));
  const { port } = upstream.address() as AddressInfo;
  const gateway = await startWithPrecondition({
    limits: { headerBytes: MAX, targetBytes: MAX },
    connection: { upstream: new URL(`http://127.0.0.1:${port}`) },
  });
  t.teardown(async () => {
    await gateway.stop();
    upstream.closeAllConnections();
    upstream.close();
  });
  const target = `/x?q=${'z'.repeat(100_000)}`;
  const asked = (await (await askToWrite(gateway, `/svc${target}`)).json()) as { approval: string };
  t.equal(await grant(gateway, asked.approval), 200);
  t.equal((await askToWrite(gateway, `/svc${target}`)).status, 200);
  const probes = await probesOf(gateway.stateDir);
  t.equal(probes.length, 2);
  for (const { data, sealed } of probes) {
    t.match(data.sealed, { object: /^[0-9a-f]{64}$/ });
    t.equal((sealed as { request: { target: string } }).request.target, target);
  }
  const ledger = join(gateway.stateDir, 'ledger');
  const signing = (await gateway.entries()).find(({ type }) => type === 'signing-key');
  const { key } = signing!.data as SigningKeyData;
  t.match(await runRegent('evidence', 'verify', ledger, '--key', key), { code: 0 });
});
