import fc from 'fast-check';
import t from 'tap';
import { matchRequests } from '../../../evidence/reconcile/match.ts';
import type { ForwardedRequest, LoggedRequest } from '../../../evidence/reconcile/types.ts';

const OPTIONS = { window: 2000, prefix: '' };
const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';

void t.test('by decision id, whatever the time', async (t) => {
  const found = matchRequests(
    [line({ line: 1, decision: 'a' })],
    [request({ id: 'a', seq: 5 })],
    OPTIONS,
  );
  t.same(found.matches, [{ line: 1, seq: 5, certainty: 'certain', differs: [] }]);
  t.same([found.unmatched, found.absent], [[], []]);
});

void t.test('a decision id on another request is told', async (t) => {
  const forged = line({ line: 1, decision: 'a', method: 'DELETE', target: '/b', status: 204 });
  const { matches } = matchRequests([forged], [request({ id: 'a' })], OPTIONS);
  t.same(matches[0]?.differs, ['method', 'target', 'status']);
});

void t.test('a decision id that comes twice counts once', async (t) => {
  const lines = [line({ line: 1, decision: 'a' }), line({ line: 2, decision: 'a' })];
  const found = matchRequests(lines, [request({ id: 'a' })], OPTIONS);
  t.equal(found.matches.length, 1);
  t.match(found.repeated, [{ line: { line: 2 }, seq: 0 }]);
});

void t.test('an unknown decision id proves nothing', async (t) => {
  const found = matchRequests(
    [line({ line: 1, decision: 'x', target: '/other' })],
    [request({})],
    OPTIONS,
  );
  t.match(found.unmatched, [{ line: 1 }]);
});

void t.test('by trace, each request of it once', async (t) => {
  const lines = [1, 2, 3].map((number) => line({ line: number, trace: TRACE, time: 9_000_000 }));
  const requests = [0, 1].map((seq) => request({ seq, trace: TRACE, end: 9_000_000 }));
  const found = matchRequests(lines, requests, OPTIONS);
  t.match(found.matches, [{ certainty: 'strong' }, { certainty: 'strong' }]);
  t.match(found.unmatched, [{ line: 3 }]);
});

void t.test('one alone is likely, one of two is possible', async (t) => {
  const alone = matchRequests([line({ line: 1 })], [request({})], OPTIONS);
  t.same(alone.matches[0]?.certainty, 'likely');
  const two = [request({}), request({ seq: 1, start: 10_500, end: 11_500 })];
  t.same(matchRequests([line({ line: 1 })], two, OPTIONS).matches[0]?.certainty, 'possible');
});

void t.test('closest first, so that the odd one out is named', async (t) => {
  const sure = [
    line({ line: 1, time: 10_000, precision: 1 }),
    line({ line: 2, time: 11_500, precision: 1 }),
  ];
  const found = matchRequests(sure, [request({ start: 11_000, end: 11_500 })], OPTIONS);
  t.match(found.matches, [{ line: 2 }]);
  t.match(found.unmatched, [{ line: 1 }]);
});

void t.test('a request of which not all is known', async (t) => {
  const { target: _target, ...erased } = request({});
  const { status: _status, ...unanswered } = request({ seq: 1 });
  for (const one of [erased, unanswered]) {
    t.same(matchRequests([line({})], [one], OPTIONS).matches[0]?.certainty, 'possible');
  }
});

void t.test('the path of the upstream stands before the target', async (t) => {
  const found = matchRequests([line({ target: '/base/a' })], [request({})], {
    ...OPTIONS,
    prefix: '/base',
  });
  t.equal(found.matches.length, 1);
});

void t.test('as many as can be, one to one, within the window', async () => {
  const times = fc.array(fc.integer({ min: 0, max: 20_000 }), { maxLength: 30 });
  fc.assert(
    fc.property(times, times, (logged, forwarded) => {
      const lines = logged.map((time, at) => line({ line: at + 1, time, precision: 1 }));
      const requests = forwarded.map((end, seq) => request({ seq, start: end, end }));
      const { matches, unmatched, absent } = matchRequests(lines, requests, OPTIONS);
      const seqs = new Set(matches.map(({ seq }) => seq));
      const isFair =
        seqs.size === matches.length &&
        matches.length + unmatched.length === lines.length &&
        matches.length + absent.length === requests.length &&
        matches.every(({ line, seq }) => Math.abs(logged[line - 1]! - forwarded[seq]!) <= 2000) &&
        // Nothing is left that could be a pair.
        unmatched.every(({ time }) => absent.every(({ end }) => Math.abs(time - end!) > 2000));
      return isFair;
    }),
  );
});

void t.test('many alike in one second', async (t) => {
  const count = 50_000;
  const lines = Array.from({ length: count + 1 }, (_, at) => line({ line: at + 1 }));
  const requests = Array.from({ length: count }, (_, seq) =>
    request({ seq, end: 10_000 + (seq % 999) }),
  );
  const found = matchRequests(lines, requests, OPTIONS);
  t.same([found.matches.length, found.unmatched.length, found.absent.length], [count, 1, 0]);
});

function line(parts: Partial<LoggedRequest>): LoggedRequest {
  const when = { time: 10_000, precision: 1000, at: 'end' as const };
  return { line: 1, ...when, method: 'GET', target: '/a', status: 200, ...parts };
}

function request(parts: Partial<ForwardedRequest>): ForwardedRequest & { target?: string } {
  const when = { start: 9900, end: 10_100 };
  const what = { connection: 'crm', method: 'GET', target: '/a', status: 200 };
  return { seq: 0, id: `id-${String(parts.seq ?? 0)}`, ...when, ...what, ...parts };
}
