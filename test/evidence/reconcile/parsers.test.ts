import fc from 'fast-check';
import t from 'tap';
import { parseCommon, parseNginx } from '../../../evidence/reconcile/parse-common.ts';
import { parseEnvoy } from '../../../evidence/reconcile/parse-envoy.ts';
import { parseJson } from '../../../evidence/reconcile/parse-json.ts';
import { detectFormat } from '../../../evidence/reconcile/read-log.ts';

const ID = '0190b2f0-7e1c-7abc-8def-0123456789ab';
const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const TRACEPARENT = `00-${TRACE}-00f067aa0ba902b7-01`;
const COMMON = '192.0.2.1 - - [28/Nov/2026:21:20:31 +0100] "GET /a?b=1 HTTP/1.1" 200 12';
const NGINX = `${COMMON} "-" "agent/1.0"`;
const ENVOY =
  '[2026-11-28T20:20:31.345Z] "GET /a?b=1 HTTP/1.1" 200 - 0 12 3 2 "-" "agent/1.0" "x-1" "crm" "10.0.0.1:80"';
const TIME = Date.parse('2026-11-28T20:20:31Z');

void t.test('a line of each format', async (t) => {
  const request = { line: 7, method: 'GET', target: '/a?b=1', status: 200 };
  t.same(parseCommon(COMMON, 7), { ...request, time: TIME, precision: 1000, at: 'start' });
  t.same(parseNginx(NGINX, 7), { ...request, time: TIME, precision: 1000, at: 'end' });
  t.same(parseEnvoy(ENVOY, 7), { ...request, time: TIME + 345, precision: 1, at: 'start' });
  const json = { time: '2026-11-28T20:20:31+00:00', method: 'GET', path: '/a?b=1', status: 200 };
  t.same(parseJson(JSON.stringify(json), 7), {
    ...request,
    time: TIME,
    precision: 1000,
    at: 'end',
  });
});

void t.test('formats are told apart', async (t) => {
  t.equal(detectFormat(COMMON), 'common');
  t.equal(detectFormat(NGINX), 'nginx');
  t.equal(detectFormat(ENVOY), 'envoy');
  t.equal(
    detectFormat('{"msec":"1795897231.345","request":"GET / HTTP/1.1","status":"200"}'),
    'json',
  );
  t.equal(detectFormat('hello'), undefined);
});

void t.test('ids that the log was told to write', async (t) => {
  t.match(parseNginx(`${NGINX} "${ID}" "${TRACEPARENT}"`, 1), { decision: ID, trace: TRACE });
  t.match(parseEnvoy(`${ENVOY} "${ID}" "${TRACEPARENT}"`, 1), { decision: ID, trace: TRACE });
  const json = {
    start_time: '2026-11-28T20:20:31.345Z',
    method: 'GET',
    path: '/',
    response_code: 0,
  };
  t.match(
    parseJson(JSON.stringify({ ...json, 'x-regent-decision-id': ID, traceparent: TRACEPARENT }), 1),
    { decision: ID, trace: TRACE, at: 'start', status: 0 },
  );
});

void t.test('what is not wholly of the format is not read', async (t) => {
  const bad = [
    COMMON.replace('Nov', 'Nob'),
    COMMON.replace('28/', '31/'),
    COMMON.replace('200', '20'),
    COMMON.replace('HTTP/1.1" ', 'HTTP/1.1 '),
    `${COMMON} "unclosed`,
    `${COMMON}  "-" "two blanks"`,
    COMMON.replace('/a?b=1', '/\\xzz'),
    '',
  ];
  for (const text of bad) t.match(parseCommon(text, 1), { why: String }, text);
  t.match(parseNginx(COMMON, 1), { why: /--format common/ });
  t.match(parseEnvoy(ENVOY.replace('T20', 'T25'), 1), { why: String });
  t.match(parseJson('{"time":"2026-11-28T20:20:31Z","status":200,"status":500}', 1), {
    why: String,
  });
  t.match(parseJson('{"Status":200,"status":500}', 1), { why: /twice/ });
});

void t.test('a request that nginx could not parse has no method', async (t) => {
  const line = COMMON.replace('GET /a?b=1 HTTP/1.1', '\\x16\\x03\\x01');
  t.match(parseCommon(line, 1), { method: '', target: '\u0016\u0003\u0001' });
});

void t.test('nginx writes, the parser reads', async (t) => {
  const word = fc
    .string({ unit: 'binary', minLength: 1 })
    .map((text) => text.replaceAll(/\s/g, '_'));
  fc.assert(
    fc.property(
      fc.constantFrom('GET', 'POST', 'M-SEARCH'),
      word,
      fc.integer({ min: 100, max: 599 }),
      fc.date({ min: new Date('1970-01-01'), max: new Date('2099-12-31'), noInvalidDate: true }),
      fc.integer({ min: -839, max: 839 }),
      fc.string({ unit: 'binary' }),
      (method, target, status, date, zone, agent) => {
        const line = `::1 - a b [${commonTime(date, zone)}] "${escape(`${method} ${target} HTTP/1.1`)}" ${String(status)} 0 "-" "${escape(agent)}" "${ID}"`;
        const time = Math.floor(date.getTime() / 1000) * 1000;
        t.match(parseNginx(line, 3), { line: 3, method, target, status, time, decision: ID });
      },
    ),
  );
});

void t.test('no text makes a parser throw', async () => {
  const text = fc.oneof(fc.string({ unit: 'binary' }), fc.json());
  fc.assert(
    fc.property(text, (line) => {
      for (const parse of [parseCommon, parseNginx, parseEnvoy, parseJson]) parse(line, 1);
    }),
  );
});

/** As nginx escapes variables (`log_format`, `escape=default`): the bytes of other characters stay. */
function escape(text: string): string {
  return text.replaceAll(
    // oxlint-disable-next-line no-control-regex -- they are what is escaped
    /["\\\0-\x1f\x7f]/g,
    (found) => `\\x${found.charCodeAt(0).toString(16).padStart(2, '0').toUpperCase()}`,
  );
}

function commonTime(date: Date, zone: number): string {
  const local = new Date(date.getTime() + zone * 60_000);
  const [, day, month, year] = local.toUTCString().split(' ');
  const sign = zone < 0 ? '-' : '+';
  const [hours, minutes] = [Math.floor(Math.abs(zone) / 60), Math.abs(zone) % 60];
  const offset = `${sign}${String(hours).padStart(2, '0')}${String(minutes).padStart(2, '0')}`;
  return `${day!}/${month!}/${year!}:${local.toISOString().slice(11, 19)} ${offset}`;
}
