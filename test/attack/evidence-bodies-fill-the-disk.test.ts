/** Where a body cannot be stored, what would go on record incomplete does not happen. */
import { readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import { startTestGateway } from '../helpers/gateway.ts';
import { openEntries } from '../helpers/open-ledger.ts';

const LARGE = 'x'.repeat(600_000);

t.test('a large answer is cut, a large request not forwarded, and small ones go on', async (t) => {
  const gateway = await startTestGateway({
    limits: { bodyBytes: 1 << 20 },
    upstream: (req, res) => res.end(req.url === '/large' ? LARGE : 'small'),
  });
  t.teardown(() => gateway.stop());
  t.equal((await (await gateway.fetch('/svc/large')).text()).length, LARGE.length);

  // A file where the directory of a body's first digits would be: whatever these are.
  const objects = join(gateway.stateDir, 'ledger', 'objects');
  for (let first = 0; first < 256; first += 1) {
    const path = join(objects, first.toString(16).padStart(2, '0'));
    // That of the first body is there: the next may have the same digits.
    await rm(path, { recursive: true, force: true });
    await writeFile(path, '');
  }
  const answer = gateway.fetch('/svc/large').then((response) => response.text());
  const settled = await answer.then(
    (text) => text.length,
    () => 'cut',
  );
  t.not(settled, LARGE.length, 'it is not delivered whole');
  const outcome = (await gateway.entries()).findLast(({ type }) => type === 'outcome');
  t.match(outcome?.data, { error: 'ledger-unavailable' });

  const before = gateway.received.length;
  const refused = await gateway.fetch('/svc/x', {
    method: 'POST',
    body: JSON.stringify({ text: LARGE }),
    headers: { 'content-type': 'application/json' },
  });
  t.equal(refused.status, 503);
  t.match(await refused.json(), { code: 'ledger-unavailable' });
  t.equal(gateway.received.length, before);
  t.equal(await (await gateway.fetch('/svc/small')).text(), 'small');
  const left = (await readdir(objects)).filter((name) => name.startsWith('unfinished'));
  t.same(left, []);
});

t.test('many answers at once are all on record, whole', async (t) => {
  const gateway = await startTestGateway({
    connection: { maxConnections: 256 },
    upstream: (_req, res) => res.end('y'.repeat(3000)),
  });
  t.teardown(() => gateway.stop());
  const statuses = await Promise.all(
    Array.from({ length: 300 }, async (_, index) => {
      const response = await gateway.fetch(`/svc/${index}`);
      return [response.status, (await response.text()).length].join();
    }),
  );
  t.same([...new Set(statuses)], ['200,3000']);
  const bodies = (await openEntries(gateway.stateDir)).filter(
    ({ response }) => response !== undefined,
  );
  t.equal(bodies.length, 300);
  t.ok(bodies.every(({ response }) => response === 'y'.repeat(3000)));
});
