import zlib, { constants } from 'node:zlib';
import t from 'tap';
import { createDecoder } from '../../gateway/redaction/forms/decode-stream.ts';
import { refusalOf } from '../redaction/helpers.ts';

/** How many bytes come out; each chunk is let go. */
async function drain(coding: string, limit: number, bomb: Buffer): Promise<number> {
  let length = 0;
  async function* body(): AsyncGenerator<Buffer> {
    yield bomb;
  }
  for await (const chunk of createDecoder(coding, limit)(body())) length += chunk.length;
  return length;
}

const ZEROS = Buffer.alloc(32 * 2 ** 20);
const QUICK = { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } };
const BOMBS = {
  gzip: zlib.gzipSync(ZEROS),
  deflate: zlib.deflateSync(ZEROS),
  br: zlib.brotliCompressSync(ZEROS, QUICK),
  zstd: zlib.zstdCompressSync(ZEROS),
};

void t.test('a bomb ends at the limit, before it fills the memory', async (t) => {
  for (const [coding, bomb] of Object.entries(BOMBS)) {
    const before = process.memoryUsage().arrayBuffers;
    const { detail } = await refusalOf(() => drain(coding, 2 ** 20, bomb));
    t.match(detail, 'more than 1048576 bytes', coding);
    t.ok(process.memoryUsage().arrayBuffers - before < 16 * 2 ** 20, coding);
  }
});

void t.test('without a limit, one that grows out of proportion ends soon', async (t) => {
  for (const coding of ['br', 'zstd'] as const) {
    const { detail } = await refusalOf(() => drain(coding, Infinity, BOMBS[coding]));
    t.match(detail, 'huge', coding);
  }
  t.equal(await drain('gzip', Infinity, BOMBS.gzip), ZEROS.length);
});

void t.test('a window that takes more memory than RFC 9659 allows is refused', async (t) => {
  const params = { [constants.ZSTD_c_windowLog]: 27 };
  const wide = await new Promise<Buffer>((resolve, reject) => {
    const encoder = zlib.createZstdCompress({ params });
    const chunks: Buffer[] = [];
    encoder.on('data', (chunk: Buffer) => chunks.push(chunk));
    encoder.on('end', () => resolve(Buffer.concat(chunks)));
    encoder.on('error', reject);
    encoder.write('a');
    encoder.end('b');
  });
  t.equal(zlib.zstdDecompressSync(wide).toString(), 'ab');
  const { detail } = await refusalOf(() => drain('zstd', Infinity, wide));
  t.match(detail, 'not whole and well-formed');
});
