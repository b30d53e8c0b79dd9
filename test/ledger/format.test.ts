import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import {
  body,
  chain,
  exchangeOf,
  intent,
  leafHash,
  open,
  outcome,
  outcomeOf,
  readEntries,
  readLines,
  segmentPaths,
  session,
  start,
} from './helpers.ts';
import { verifyLedger } from './verify.ts';

const now = () => new Date('2026-01-02T03:04:05.678Z');

t.test('lines are written byte for byte as the format says', async (t) => {
  const dir = join(t.testdir(), 'ledger');
  const ledger = await open(dir, { now });
  await ledger.append('start', start);
  t.equal(await ledger.append('intent', intent('i1')), 2);
  await ledger.append('outcome', outcome('i1'));
  await ledger.close();
  const lines = chain([
    { type: 'start', data: start },
    { type: 'intent', data: intent('i1') },
    { type: 'outcome', data: outcome('i1', 2) },
    { type: 'stop', data: { gateway: 'g1' } },
  ]);
  const path = join(dir, '000000000000.ndjson');
  t.strictSame(segmentPaths(dir), [path]);
  t.equal(readFileSync(path, 'utf8'), lines.map((line) => `${line}\n`).join(''));
  for (const file of [
    path,
    join(dir, 'lock.db'),
    join(dir, 'checkpoint'),
    join(dir, 'tile/0/000.p/5'),
  ])
    t.equal(statSync(file).mode & 0o777, 0o600, file);
  t.equal(statSync(dir).mode & 0o777, 0o700);
  t.match(verifyLedger(dir), { entries: 4, segments: 1, covered: 5, open: 0, faults: [] });
});

t.test('a vector made outside the program', async (t) => {
  const dir = t.testdir();
  const ledger = await open(dir, { now });
  await ledger.append('stop', { gateway: 'é\u2028\ud800' });
  await ledger.close();
  const [first, line] = readLines(dir);
  t.equal(
    line,
    `{"v":2,"seq":1,"prev":"${leafHash(first!)}",` +
      '"time":"2026-01-02T03:04:05.678Z","type":"stop","data":{"gateway":"é\u2028\ufffd"}}',
  );
  // Computed with Python's hashlib.
  t.equal(
    leafHash('{"v":2,"seq":1}'),
    '3b7b3a68d6ec33549311f01e916cc4480e6f981df55dd01a516faa006643e875',
  );
});

t.test('a session is announced, a key has its slot, and a body its frame', async (t) => {
  const dir = t.testdir();
  const ledger = await open(dir);
  const agent = session();
  const [one, other] = [exchangeOf(agent), exchangeOf(agent)];
  const sent = body(2000);
  const seq = await ledger.append(
    'intent',
    { ...one.data, body: sent.body },
    { exchange: one.exchange, bodies: [sent.packed] },
  );
  t.equal(one.exchange.at, seq);
  await ledger.append('intent', other.data, { exchange: other.exchange });
  const got = body(0);
  const { id } = one.exchange;
  await ledger.append(
    'outcome',
    { ...outcomeOf(one.exchange), body: got.body },
    { exchange: one.exchange, bodies: [got.packed] },
  );
  await ledger.append('outcome', outcomeOf(other.exchange), {
    exchange: other.exchange,
  });
  await ledger.close();
  t.match(
    readEntries(dir).map(({ type, data }) => [type, data]),
    [
      ['session', { session: agent.id, kek: 'test', key: agent.wrapped }],
      ['intent', { id }],
      ['intent', { id: other.exchange.id }],
      ['outcome', { id, intent: seq }],
      ['outcome', {}],
    ],
  );
  t.match(verifyLedger(dir), { open: 0, faults: [] });
});

t.test('a session is announced once in each segment', async (t) => {
  const dir = t.testdir();
  const ledger = await open(dir, { segmentBytes: 3000 });
  const agent = session();
  for (let round = 0; round < 8; round += 1) {
    const { exchange, data } = exchangeOf(agent);
    await ledger.append('intent', data, { exchange });
    await ledger.append('outcome', outcomeOf(exchange), { exchange });
  }
  await ledger.close();
  const { segments, faults } = verifyLedger(dir);
  t.strictSame(faults, []);
  t.ok(segments > 2);
  t.equal(readEntries(dir).filter(({ type }) => type === 'session').length, segments);
});

t.test('the data is taken as it is at the call', async (t) => {
  const dir = t.testdir();
  const ledger = await open(dir);
  const data = intent('before');
  const written = ledger.append('intent', data);
  data.id = 'after';
  await written;
  await ledger.append('outcome', outcome('before', 1));
  await ledger.close();
  t.strictSame(verifyLedger(dir).faults, []);
});

t.test('what cannot be an entry is refused and leaves no trace', async (t) => {
  const dir = t.testdir();
  const ledger = await open(dir);
  await t.rejects(ledger.append('stop', undefined as never), TypeError);
  const long = { code: 'internal-error', detail: /longer than the 65535 bytes/ };
  await t.rejects(ledger.append('stop', { gateway: 'x'.repeat(65_500) }), long);
  await t.rejects(ledger.append('stop', { gateway: 'é'.repeat(33_000) }), long);
  await ledger.append('stop', { gateway: 'é'.repeat(32_000) });
  const { exchange, data } = exchangeOf(session());
  await t.rejects(ledger.append('intent', data), TypeError, 'a session without its exchange');
  await t.rejects(ledger.append('intent', intent('x'), { exchange }), TypeError, 'the other way');
  const odd = { exchange: { ...exchange, id: 'no-uuid' } };
  await t.rejects(ledger.append('intent', { ...data, id: 'no-uuid' }, odd), /UUID/);
  await ledger.append('start', start);
  await ledger.close();
  t.match(verifyLedger(dir), { entries: 3, faults: [] });
});
