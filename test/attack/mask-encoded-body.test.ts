import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import t from 'tap';
import { redactResponse } from '../../gateway/redaction/redact-response.ts';
import { ENCODERS, KEYS, mask, redact, refusalOf } from '../redaction/helpers.ts';

const SECRET = 'ada@example.org';
const BODY = Buffer.from(JSON.stringify({ email: SECRET }));
const masks = [mask('$.email')];

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

function headersFor(coding: string): string[] {
  return ['Content-Type', 'application/json', 'Content-Encoding', coding];
}

void t.test('a masked field behind a coding is masked', async (t) => {
  for (const [coding, encode] of Object.entries(ENCODERS)) {
    const { body } = await redact(await encode(BODY), masks, { headers: headersFor(coding) });
    t.equal(body.toString(), '{"email":"[redacted]"}', coding);
  }
});

/** Bytes of buffers that are in use. */
function held(): number {
  // What the first finds is given back beside, which on a busy machine takes a while: the second waits for it.
  collectGarbage();
  collectGarbage();
  return process.memoryUsage().arrayBuffers;
}

void t.test('a bomb does not fill the memory', async (t) => {
  const zeros = Buffer.alloc(48 * 2 ** 20, 0x20);
  for (const coding of ['gzip', 'br', 'zstd']) {
    const bomb = await ENCODERS[coding]!(zeros);
    t.ok(bomb.length < 2 ** 18);
    const response = await redactResponse(
      {
        status: 200,
        headers: headersFor(coding),
        hasLength: true,
        body: (async function* send(): AsyncGenerator<Buffer> {
          yield bomb;
        })(),
      },
      { masks },
      { method: 'GET', limit: 2 ** 20, maxDepth: 64, jsonTexts: false, keys: KEYS },
    );
    const before = held();
    let read = 0;
    let most = 0;
    const { code } = await refusalOf(async () => {
      for await (const piece of response.body as AsyncIterable<Buffer>) {
        if (Math.trunc((read + piece.length) / 2 ** 22) > Math.trunc(read / 2 ** 22)) {
          most = Math.max(most, held() - before);
        }
        read += piece.length;
      }
    });
    t.equal(code, 'unmaskable-response');
    t.ok(most < 8 * 2 ** 20, `${coding}: ${most} bytes`);
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
