/**
 * The disk fails at each of its operations in turn, and stays so for a while, under requests of every kind: nothing reaches the
 * upstream that is not on record, nothing is delivered whose outcome is not, and what is on record verifies.
 */
import { join } from 'node:path';
import t from 'tap';
import { fileStorage } from '../../gateway/ledger/storage.ts';
import type { LedgerEntry, OutcomeData } from '../../gateway/types.ts';
import { startTestGateway, type TestGateway } from '../helpers/gateway.ts';
import { grant } from '../helpers/preconditions.ts';
import { until } from '../helpers/until.ts';
import { systemError } from '../ledger/faulty-storage.ts';
import { verifyLedger } from '../ledger/verify.ts';

const POLICY = `
kind := input.request.segments[0]
decision := {"action": "mask", "reasons": ["read"], "masks": [{"path": "$.secret", "with": "redact"}]} if kind == "read"
decision := {"action": "allow", "reasons": ["write"]} if kind == "write"
decision := {"action": "deny", "reasons": ["never"]} if kind == "never"
decision := {"action": "approve", "reasons": ["ask"], "approval": {"groups": ["dpo"], "precondition": {"etag": true}}} if kind == "ask"
`;

/** Gateways side by side: each mends its disk only once a second. */
const GATEWAYS = 6;

/** The disks by the directories that begin so: how many operations there were, and from which on they fail. */
const disks = new Map<string, { operations: number; failsFrom: number }>();

function count(path: string): void {
  for (const [dir, disk] of disks) {
    if (!path.startsWith(dir)) continue;
    disk.operations += 1;
    if (disk.operations >= disk.failsFrom) throw systemError('EIO');
  }
}

const open = fileStorage.open.bind(fileStorage);
fileStorage.open = async (path, ...how) => {
  const file = await open(path, ...how);
  return {
    ...file,
    async write(...what) {
      count(path);
      return file.write(...what);
    },
    async sync() {
      count(path);
      await file.sync();
    },
  };
};

function startOne(): Promise<TestGateway> {
  return startTestGateway({
    policy: POLICY,
    connection: { requestBody: 'stream' },
    approvals: { hold: 20 },
    upstream: (_req, res) => {
      res.setHeader('etag', '"1"').setHeader('content-type', 'application/json');
      res.end('{"secret":"s","kept":"k"}');
    },
  });
}

/** One request of each kind, the last with the yes that it needs; gives the ids of those whose answer was delivered. */
async function work(gateway: TestGateway, round: number): Promise<string[]> {
  const delivered: string[] = [];
  const send = async (path: string, init?: RequestInit): Promise<Record<string, unknown>> => {
    const response = await gateway.fetch(`/svc/${path}/${round}`, init);
    const answer = (await response.json()) as Record<string, unknown>;
    const id = gateway.received.at(-1)?.headers['x-regent-decision-id'];
    if (response.status === 200) delivered.push(String(id));
    return answer;
  };
  const ignore = (): Record<string, unknown> => ({});
  await send('read').catch(ignore);
  await send('write', { method: 'POST', body: Buffer.alloc(70_000) }).catch(ignore);
  await send('never').catch(ignore);
  const { approval } = await send('ask', { method: 'DELETE' }).catch(ignore);
  if (typeof approval === 'string' && (await grant(gateway, approval)) === 200)
    await send('ask', { method: 'DELETE' }).catch(ignore);
  return delivered;
}

/** Lets the disk fail from the operation `from` of a round on, until the round is over; gives how many operations there were. */
async function failFrom(
  gateway: TestGateway,
  from: number,
): Promise<{ operations: number; delivered: string[] }> {
  const disk = { operations: 0, failsFrom: from };
  const dir = join(gateway.stateDir, 'ledger');
  disks.set(dir, disk);
  const delivered = await work(gateway, from);
  disks.delete(dir);
  await until(async () => (await gateway.fetch('/svc/read/after')).status === 200);
  return { operations: disk.operations, delivered };
}

/** All rounds of one gateway; gives the ids of what was delivered. */
async function failAtEach(gateway: TestGateway, first: number): Promise<string[]> {
  const delivered: string[] = [];
  for (let from = first; ; from += GATEWAYS) {
    const round = await failFrom(gateway, from);
    delivered.push(...round.delivered);
    if (round.operations < from) return delivered;
  }
}

function idsOf(
  entries: readonly LedgerEntry[],
  isOne: (entry: LedgerEntry) => boolean,
): Set<string> {
  return new Set(entries.filter(isOne).map(({ data }) => (data as { id: string }).id));
}

const gateways = await Promise.all(Array.from({ length: GATEWAYS }, startOne));
const answered = await Promise.all(
  gateways.map((gateway, index) => failAtEach(gateway, index + 1)),
);

for (const [index, gateway] of gateways.entries())
  t.test(`operations ${index + 1}, ${index + 1 + GATEWAYS}, …`, async (t) => {
    const entries = await gateway.entries();
    const sent = idsOf(entries, ({ type }) => type === 'intent' || type === 'probe');
    const done = idsOf(
      entries,
      ({ type, data }) => type === 'outcome' && (data as OutcomeData).status === 200,
    );
    const reached = gateway.received.map(({ headers }) => String(headers['x-regent-decision-id']));
    t.same(
      reached.filter((id) => !sent.has(id)),
      [],
      'what reached the upstream is on record',
    );
    const delivered = answered[index]!;
    t.ok(delivered.length > 10);
    t.same(
      delivered.filter((id) => !done.has(id)),
      [],
      'the outcome of what was delivered is on record',
    );
    t.match(verifyLedger(join(gateway.stateDir, 'ledger')), { faults: [], open: 0 });
    await gateway.stop();
  });
