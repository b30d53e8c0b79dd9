/** An agent writes what it likes into its user agent; that must not make a request look decided. */
import t from 'tap';
import { matchRequests } from '../../evidence/reconcile/match.ts';
import { parseNginx } from '../../evidence/reconcile/parse-common.ts';
import { parseEnvoy } from '../../evidence/reconcile/parse-envoy.ts';
import type { ForwardedRequest, LoggedRequest } from '../../evidence/reconcile/types.ts';

const ID = '0190b2f0-7e1c-7abc-8def-0123456789ab';
const TRACE = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
const NGINX = '192.0.2.1 - - [28/Nov/2026:20:20:31 +0000] "GET /a HTTP/1.1" 200 12 "-"';
const ENVOY = '[2026-11-28T20:20:31.345Z] "GET /a HTTP/1.1" 200 - 0 12 3 2 "-"';

void t.test('an id in referer or user agent is not taken', async (t) => {
  const read = parseNginx(`${NGINX} "${ID}"`, 1) as LoggedRequest;
  t.equal(read.decision, undefined);
  t.equal((parseNginx(`${NGINX} "x" "-" "-"`, 1) as LoggedRequest).decision, undefined);
});

void t.test('nginx escapes quotes, so that no field can be put in', async (t) => {
  const read = parseNginx(`${NGINX} "x\\x22 \\x22${ID}\\x22 \\x22" "-" "-"`, 1) as LoggedRequest;
  t.equal(read.decision, undefined);
});

void t.test('Envoy does not: a line with a field too many has no ids', async (t) => {
  const forged = `${ENVOY} "x" "r" "crm" "up" "${ID}" "${TRACE}" "agent" "x-1" "crm" "10.0.0.1:80" "-" "-"`;
  const read = parseEnvoy(forged, 1) as LoggedRequest;
  t.match(read, { target: '/a', status: 200 });
  t.equal(read.decision, undefined);
  const split = parseEnvoy(`${ENVOY} "x" y" "x-1" "crm" "10.0.0.1:80" "${ID}" "${TRACE}"`, 1);
  t.equal((split as LoggedRequest).decision, undefined);
});

void t.test('the id of a decision that was used, on another request', async (t) => {
  const when = { time: 10_000, precision: 1000, at: 'end' as const };
  const line = { line: 1, ...when, method: 'GET', target: '/a', status: 200, decision: ID };
  const used: ForwardedRequest = {
    seq: 4,
    id: ID,
    connection: 'crm',
    method: 'GET',
    target: '/a',
    status: 200,
    start: 9900,
    end: 10_100,
  };
  const again = { ...line, line: 2, target: '/b' };
  const found = matchRequests([line, again], [used], { window: 2000, prefix: '' });
  t.match(found.repeated, [{ line: { line: 2 }, seq: 4 }]);
  const first = matchRequests([again], [used], { window: 2000, prefix: '' });
  t.match(first.matches, [{ differs: ['target'] }]);
});

void t.test('the id of an exchange that looked at the world, once too often', async (t) => {
  const one = { id: ID, connection: 'crm', method: 'GET', target: '/a', status: 200 };
  const exchange: ForwardedRequest[] = [
    { ...one, seq: 4, probe: true, start: 9900, end: 10_000 },
    { ...one, seq: 6, probe: true, start: 40_000, end: 40_100 },
    { ...one, seq: 8, method: 'PUT', start: 40_100, end: 40_200 },
  ];
  const line = { precision: 1, at: 'end' as const, target: '/a', status: 200, decision: ID };
  const lines = [
    { ...line, line: 1, method: 'GET', time: 9950 },
    { ...line, line: 2, method: 'GET', time: 20_000 },
    { ...line, line: 3, method: 'GET', time: 40_050 },
    { ...line, line: 4, method: 'PUT', time: 40_150 },
  ];
  const found = matchRequests(lines, exchange, { window: 2000, prefix: '' });
  t.match(found.matches, [
    { line: 1, seq: 4, certainty: 'certain', differs: [] },
    { line: 3, seq: 6, differs: [] },
    { line: 4, seq: 8, differs: [] },
  ]);
  t.match(found.repeated, [{ line: { line: 2 } }]);
  const instead = matchRequests(lines.slice(1), exchange, { window: 2000, prefix: '' });
  t.match(instead.matches, [{ line: 2, seq: 4, differs: ['time'] }, { seq: 6 }, { seq: 8 }]);
});
