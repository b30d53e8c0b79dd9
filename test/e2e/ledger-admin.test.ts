/** What the admin listener gives of the ledger: legal holds, and the log that standard tools read. */
import { createHash } from 'node:crypto';
import t, { type Test } from 'tap';
import { parseCheckpoint, type Checkpoint } from '../../gateway/ledger/notes/checkpoint.ts';
import { parseNote } from '../../gateway/ledger/notes/note.ts';
import { hashLeaf } from '../../gateway/ledger/tree/hash.ts';
import { rootAt } from '../../gateway/ledger/tree/proofs.ts';
import { readTiles } from '../../gateway/ledger/tree/tile-reader.ts';
import { tilePath } from '../../gateway/ledger/tree/tiles.ts';
import { startTestGateway, type TestGateway } from '../helpers/gateway.ts';
import { until } from '../helpers/until.ts';

async function start(t: Test): Promise<TestGateway> {
  const gateway = await startTestGateway({ ledger: { erasers: ['dpo'], readers: ['auditors'] } });
  t.teardown(() => gateway.stop());
  t.equal((await gateway.fetch('/svc/x')).status, 200);
  return gateway;
}

/** Asks the admin listener as a person of the group, or as nobody. */
async function ask(gateway: TestGateway, path: string, group?: string, body?: object) {
  const groups = [group ?? ''];
  const token = await gateway.issuer.sign({ sub: 'dana', aud: 'urn:regent:admin', groups });
  return fetch(gateway.adminUrl + path, {
    headers: {
      ...(group !== undefined && { authorization: `Bearer ${token}` }),
      ...(body && { 'content-type': 'application/json' }),
    },
    ...(body && { method: 'POST', body: JSON.stringify(body) }),
  });
}

t.test('a hold is set, listed, keeps evidence from being erased, and is released', async (t) => {
  const gateway = await start(t);
  const hold = { reason: 'case 4711', connection: 'test', from: '2026-01-01T00:00:00Z' };
  for (const [group, code] of [
    [undefined, 'credentials-missing'],
    ['support', 'ledger-forbidden'],
  ] as const)
    t.match(await (await ask(gateway, '/api/holds', group, hold)).json(), { code });
  for (const odd of [{}, { ...hold, from: 'yesterday' }, { ...hold, until: 'then' }])
    t.equal((await ask(gateway, '/api/holds', 'dpo', odd)).status, 400);

  const set = (await (await ask(gateway, '/api/holds', 'dpo', hold)).json()) as { hold: string };
  t.match(set, { ...hold, state: 'set', by: /^dana @ http/ });
  t.strictSame(await (await ask(gateway, '/api/holds', 'dpo')).json(), { holds: [set] });

  const release = { reason: 'case closed' };
  t.equal((await ask(gateway, '/api/holds/none/release', 'dpo', release)).status, 404);
  const released = await ask(gateway, `/api/holds/${set.hold}/release`, 'dpo', release);
  t.match(await released.json(), { ...set, ...release, state: 'released' });
  t.strictSame(await (await ask(gateway, '/api/holds', 'dpo')).json(), { holds: [] });
  const states = (await gateway.entries())
    .filter(({ type }) => type === 'hold')
    .map(({ data }) => (data as { state: string }).state);
  t.strictSame(states, ['set', 'released']);
});

t.test('hashes to everybody, entries to readers, and both lead to the signed root', async (t) => {
  const gateway = await start(t);
  const checkpointOf = async (): Promise<Checkpoint> => {
    const note = await (await ask(gateway, '/ledger/checkpoint')).text();
    return parseCheckpoint(parseNote(note).text);
  };
  // Nothing is written any more, so that the newest stays the newest.
  const { length } = await gateway.entries();
  await until(async () => (await checkpointOf()).size === length);
  const { size, root } = await checkpointOf();
  const tiles = readTiles(size, async (level, index, width) => {
    const response = await ask(gateway, `/ledger/${tilePath(level, index, width)}`);
    return response.ok ? Buffer.from(await response.arrayBuffer()) : undefined;
  });
  t.strictSame(await rootAt(size, tiles), root);

  const bundle = `/ledger/${tilePath('entries', 0, size)}`;
  t.equal((await ask(gateway, bundle)).status, 401);
  t.equal((await ask(gateway, bundle, 'dpo')).status, 403);
  const entries = splitBundle(
    Buffer.from(await (await ask(gateway, bundle, 'auditors')).arrayBuffer()),
  );
  const hashes = await (await ask(gateway, `/ledger/${tilePath(0, 0, size)}`)).arrayBuffer();
  t.strictSame(Buffer.concat(entries.map(hashLeaf)), Buffer.from(hashes));
  t.equal(
    createHash('sha256').update('\0').update(entries[0]!).digest('hex'),
    (JSON.parse(entries[1]!.toString()) as { prev: string }).prev,
  );
  for (const path of ['/ledger/tile/0/001', '/ledger/tile/0/0', '/ledger/tile/9/000'])
    t.equal((await ask(gateway, path, 'auditors')).status, 404, path);
});

/** C2SP tlog-tiles: each entry with its length in 16 bits before it. */
function splitBundle(bytes: Buffer): Buffer[] {
  const entries: Buffer[] = [];
  for (let at = 0; at < bytes.length;) {
    const begin = at + 2;
    at = begin + bytes.readUInt16BE(begin - 2);
    entries.push(bytes.subarray(begin, at));
  }
  return entries;
}
