import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import zlib, { constants } from 'node:zlib';
import { PassThrough } from 'node:stream';
import * as fc from 'fast-check';
import t from 'tap';
import { createDecoder } from '../../../gateway/redaction/forms/decode-stream.ts';
import { ENCODERS, refusalOf } from '../helpers.ts';

const TEXT = Buffer.from('{"email":"ada@example.org"}'.repeat(20));
const CODINGS = [...Object.keys(ENCODERS), 'identity'];

async function encode(coding: string, body: Buffer): Promise<Buffer> {
  return (await ENCODERS[coding]?.(body)) ?? body;
}

async function* cut(body: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < body.length; at += size) yield body.subarray(at, at + size);
}

async function decode(coding: string, body: Buffer, size = 7, limit = 2 ** 20): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of createDecoder(coding, limit)(cut(body, size))) chunks.push(chunk);
  return Buffer.concat(chunks);
}

void t.test('undoes each coding, whatever the chunking', async () => {
  const property = fc.asyncProperty(
    fc.constantFrom(...CODINGS),
    fc.uint8Array({ maxLength: 2000 }),
    fc.integer({ min: 1, max: 300 }),
    async (coding, bytes, size) => {
      const body = Buffer.from(bytes);
      assert.deepEqual(await decode(coding, await encode(coding, body), size), body);
    },
  );
  await fc.assert(property, { numRuns: 200 });
});

void t.test('knows the codings that are known for whole bodies, one at a time', async (t) => {
  t.same(await decode(' GZIP ', await encode('gzip', TEXT)), TEXT);
  for (const coding of ['gzip, br', 'gzip,gzip', 'compress', '', 'gzip;q=1', 'constructor']) {
    const { code } = await refusalOf(() => createDecoder(coding, 1000));
    t.equal(code, 'unmaskable-response', coding);
  }
});

void t.test('the limit is of the undone body, to the byte', async (t) => {
  for (const coding of CODINGS) {
    const encoded = await encode(coding, TEXT);
    t.same(await decode(coding, encoded, 9, TEXT.length), TEXT);
    const { detail } = await refusalOf(() => decode(coding, encoded, 9, TEXT.length - 1));
    t.match(detail, `more than ${TEXT.length - 1} bytes`);
  }
});

void t.test('what the upstream flushed comes out before more comes in', async (t) => {
  const encoders: Record<string, [zlib.Gzip, number]> = {
    gzip: [zlib.createGzip(), constants.Z_SYNC_FLUSH],
    deflate: [zlib.createDeflate(), constants.Z_SYNC_FLUSH],
    br: [zlib.createBrotliCompress(), constants.BROTLI_OPERATION_FLUSH],
    zstd: [zlib.createZstdCompress(), constants.ZSTD_e_flush],
  };
  for (const [coding, [encoder, flush]] of Object.entries(encoders)) {
    const body = encoder.pipe(new PassThrough());
    const decoded = createDecoder(coding, Infinity)(body)[Symbol.asyncIterator]();
    for (const text of ['data: 1\n\n', 'data: 2\n\n']) {
      encoder.write(text);
      encoder.flush(flush);
      t.equal(String((await decoded.next()).value), text, coding);
    }
    await decoded.return?.();
  }
});

void t.test('no more is taken from the upstream than the reader asks for', async (t) => {
  for (const coding of Object.keys(ENCODERS)) {
    const noise = randomBytes(2 ** 22);
    const fast = { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } };
    const encoded =
      coding === 'br' ? zlib.brotliCompressSync(noise, fast) : await encode(coding, noise);
    let taken = 0;
    async function* count(): AsyncGenerator<Buffer> {
      for await (const chunk of cut(encoded, Math.ceil(encoded.length / 100))) {
        taken += 1;
        yield chunk;
      }
    }
    for await (const chunk of createDecoder(coding, Infinity)(count())) {
      t.ok(chunk.length <= 2 ** 17, `${coding}: ${chunk.length} bytes at once`);
      await new Promise((resolve) => setTimeout(resolve, 5));
      break;
    }
    t.ok(taken < 20, `${coding}: ${taken} of 100`);
  }
});

void t.test(
  'what the body throws is thrown, and the body is closed where the reader leaves',
  async (t) => {
    for (const coding of CODINGS) {
      const encoded = await encode(coding, TEXT);
      const broken = new Error('broken off');
      let closed = false;
      async function* body(fault?: Error): AsyncGenerator<Buffer> {
        try {
          yield encoded.subarray(0, -1);
          if (fault) throw fault;
          yield encoded.subarray(-1);
        } finally {
          closed = true;
        }
      }
      const read = async (): Promise<void> => {
        for await (const chunk of createDecoder(coding, Infinity)(body(broken))) t.ok(chunk);
      };
      await t.rejects(read(), broken);
      closed = false;
      for await (const chunk of createDecoder(coding, Infinity)(body())) {
        t.ok(chunk);
        break;
      }
      await new Promise((resolve) => setImmediate(resolve));
      t.ok(closed, coding);
    }
  },
);
