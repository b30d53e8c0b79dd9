/**
 * A program of its own: masks a JSON body of so many MiB without a gateway, and tells, in bytes,
 * the length of what left, the heap in use before, and all memory before and at most. `node --max-old-space-size=… mask-endless-body.ts MIB`
 */
import { redactResponse } from '../../gateway/redaction/redact-response.ts';

const total = Number(process.argv[2]) * 2 ** 20;
const SECRET = 'ada@example.org';
const ROW = `${JSON.stringify({ id: 1, email: SECRET, tags: ['a', 'b'], note: 'text '.repeat(60) })},\n`;
// As large as what sockets give.
const CHUNK = Buffer.from(ROW.repeat(Math.floor(65_536 / ROW.length)));

async function* body(): AsyncGenerator<Buffer> {
  yield Buffer.from('{"rows":[');
  for (let sent = 0; sent < total; sent += CHUNK.length) {
    // Sockets give a chunk a turn of the event loop, in which what is old can be freed.
    await new Promise((resolve) => setImmediate(resolve));
    yield CHUNK;
  }
  yield Buffer.from('{}]}');
}

const { rss: before, heapUsed: heap } = process.memoryUsage();
const { body: masked } = await redactResponse(
  { status: 200, headers: ['Content-Type', 'application/json'], hasLength: false, body: body() },
  {
    masks: [
      { path: '$.rows[*].email', with: 'redact' },
      { path: '$..tags', with: 'remove' },
    ],
  },
  {
    method: 'GET',
    limit: 2 ** 20,
    maxDepth: 64,
    jsonTexts: false,
    keys: { keys: () => [{ id: 'k1', secret: 'k'.repeat(32) }] },
  },
);
if (Buffer.isBuffer(masked)) throw new Error('it was held whole');
let length = 0;
let most = 0;
let tail = Buffer.alloc(0);
for await (const piece of masked) {
  length += piece.length;
  // A secret that is cut by the end of a piece is found with what stood before.
  if (Buffer.concat([tail, piece]).includes(SECRET)) throw new Error('the value came through');
  tail = Buffer.from(piece.subarray(-SECRET.length));
  most = Math.max(most, process.memoryUsage.rss());
}
process.stdout.write(JSON.stringify({ length, heap, before, most }));
