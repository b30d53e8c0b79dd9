import t from 'tap';
import { intent, open, outcome, readEntries, rejection, start } from './helpers.ts';
import { verifyLedger } from './verify.ts';

const NOON = Date.parse('2026-01-02T12:00:00.000Z');

/** A clock that the test sets, in milliseconds from noon. */
function clockAt(offset: number) {
  const clock = { offset, now: () => new Date(NOON + clock.offset) };
  return clock;
}

t.test('a small step back repeats the last time', async (t) => {
  const dir = t.testdir();
  const clock = clockAt(0);
  const ledger = await open(dir, { now: clock.now });
  await ledger.append('start', start);
  clock.offset = -1000;
  await ledger.append('bundle', { step: 'x' } as never);
  clock.offset = 5;
  await ledger.close();
  t.strictSame(
    readEntries(dir).map(({ time }) => time.slice(11)),
    ['12:00:00.000Z', '12:00:00.000Z', '12:00:00.005Z'],
  );
  t.strictSame(verifyLedger(dir).faults, []);
});

t.test('a large one is a failure like that of a disk, and ends with a gap', async (t) => {
  const dir = t.testdir();
  const clock = clockAt(0);
  const events: string[] = [];
  const ledger = await open(dir, { now: clock.now, log: ({ event }) => events.push(event) });
  await ledger.append('intent', intent('a'));
  clock.offset = -1001;
  const error = await rejection(ledger.append('outcome', outcome('a')));
  t.match(error, {
    code: 'ledger-unavailable',
    cause: { code: 'ECLOCK', message: /11:59:58.999Z.*12:00/ },
  });
  t.match(ledger.status(), { writable: false, error: 'ECLOCK', since: '2026-01-02T12:00:00.000Z' });
  await t.rejects(ledger.append('intent', intent('b')), { code: 'ledger-unavailable' });
  t.equal(await ledger.retry(), false);
  clock.offset = 100;
  t.equal(await ledger.retry(), true);
  await ledger.append('intent', intent('b'));
  await ledger.append('outcome', outcome('b'));
  await ledger.close();
  t.match(
    readEntries(dir).map(({ type, data }) => [type, data]),
    [
      ['intent', {}],
      ['gap', { from: '2026-01-02T12:00:00.000Z', error: 'ECLOCK', rejected: 2 }],
      ['outcome', { id: 'a', error: 'interrupted' }],
      ['intent', {}],
      ['outcome', {}],
    ],
  );
  t.strictSame(verifyLedger(dir).faults, []);
  t.strictSame(events, ['ledger-key', 'ledger-failed', 'ledger-restored']);
});

t.test('at the start it is refused until an operator accepts it', async (t) => {
  const dir = t.testdir();
  const clock = clockAt(0);
  const ledger = await open(dir, { now: clock.now });
  await ledger.append('start', start);
  await ledger.close();
  clock.offset = -3_600_000;
  const refused = {
    name: 'SetupError',
    message: /clock says 2026-01-02T11:00.*regent evidence accept-clock --reason/,
  };
  await t.rejects(open(dir, { now: clock.now }), refused);
  t.equal(readEntries(dir).length, 2, 'nothing was written');

  const acceptClock = { reason: 'the clock ran ahead', by: 'olga' };
  await (await open(dir, { now: clock.now, acceptClock })).close();
  t.match(readEntries(dir)[2], {
    type: 'clock',
    time: '2026-01-02T11:00:00.000Z',
    data: { before: '2026-01-02T12:00:00.000Z', ...acceptClock },
  });
  await (await open(dir, { now: clock.now, acceptClock })).close();
  t.equal(readEntries(dir).length, 3, 'where the clock is right nothing is accepted');
  t.strictSame(verifyLedger(dir).faults, []);
});
