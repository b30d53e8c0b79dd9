import t from 'tap';
import { ENCODERS, mask, redact, refusalOf } from '../redaction/helpers.ts';

const SECRET = 'ada@example.org';
const BODY = Buffer.from(JSON.stringify({ email: SECRET }));
const masks = [mask('$.email')];

function headersFor(coding: string): string[] {
  return ['Content-Type', 'application/json', 'Content-Encoding', coding];
}

void t.test('a masked field behind a coding is masked', async (t) => {
  for (const [coding, encode] of Object.entries(ENCODERS)) {
    const { body } = await redact(await encode(BODY), masks, { headers: headersFor(coding) });
    t.equal(body.toString(), '{"email":"[redacted]"}', coding);
  }
});

void t.test('a bomb ends at the limit, before it fills the memory', async (t) => {
  const zeros = Buffer.alloc(200 * 2 ** 20, 0x20);
  for (const coding of ['gzip', 'br', 'zstd']) {
    const bomb = await ENCODERS[coding]!(zeros);
    t.ok(bomb.length < 2 ** 20);
    const before = process.memoryUsage().arrayBuffers;
    const { detail } = await refusalOf(() => redact(bomb, masks, { headers: headersFor(coding) }));
    t.match(detail, 'more than 1048576 bytes');
    t.ok(process.memoryUsage().arrayBuffers - before < 50 * 2 ** 20, coding);
  }
});

void t.test('a cut body, bytes after its end, a wrong or double coding are refused', async (t) => {
  for (const [coding, encode] of Object.entries(ENCODERS)) {
    const encoded = await encode(BODY);
    const bodies = [
      encoded.subarray(0, -1),
      encoded.subarray(0, encoded.length / 2),
      Buffer.concat([encoded, BODY]),
      Buffer.concat([encoded, Buffer.from([0])]),
      Buffer.concat([encoded, encoded]),
      await encode(encoded),
      BODY,
    ];
    for (const [index, body] of bodies.entries()) {
      const refusal = await refusalOf(() => redact(body, masks, { headers: headersFor(coding) }));
      t.equal(refusal.code, 'unmaskable-response', `${coding} ${index}`);
      t.notMatch(refusal.detail, SECRET);
    }
  }
  const hidden = await ENCODERS['gzip']!(BODY);
  await refusalOf(() => redact(hidden, masks));
  await refusalOf(() => redact(hidden, masks, { headers: headersFor('gzip, gzip') }));
  const twice = [...headersFor('gzip'), 'content-encoding', 'gzip'];
  await refusalOf(() => redact(hidden, masks, { headers: twice }));
});
