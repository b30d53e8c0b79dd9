import t from 'tap';
import { mask, redact, refusalOf } from '../redaction/helpers.ts';

const BODY = JSON.stringify({ email: 'ada@example.org' });
const masks = [mask('$.email')];

/** Status and headers under which the agent may read the body as something else than Regent would. */
const LIES: [number, string[]][] = [
  [200, ['Content-Type', 'text/html']],
  [200, ['Content-Type', 'application/json; charset=utf-16']],
  [200, ['Content-Type', 'application/json', 'content-type', 'text/html']],
  [200, ['Content-Type', 'multipart/byteranges; boundary=x']],
  [200, []],
  [206, ['Content-Type', 'application/json']],
  [226, ['Content-Type', 'application/json']],
  [200, ['Content-Type', 'application/json', 'Content-Range', 'bytes 0-26/27']],
  [416, ['Content-Type', 'application/json', 'Content-Range', 'bytes */27']],
];

void t.test('a body that is declared as something else, or as a part, is refused', async (t) => {
  for (const [status, headers] of LIES) {
    const refusal = await refusalOf(() => redact(BODY, masks, { status, headers }));
    t.equal(refusal.code, 'unmaskable-response', `${status} ${headers.join(' ')}`);
  }
});

void t.test('a status or method without content does not let one through', async (t) => {
  for (const [method, status] of [
    ['HEAD', 200],
    ['GET', 204],
    ['GET', 304],
  ] as const) {
    const { body } = await redact(BODY, masks, { method, status });
    t.notMatch(body.toString(), 'ada');
  }
});
