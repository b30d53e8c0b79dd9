/**
 * A call is made ready while its intent is on its way to the disk. However long that takes, and however it ends, the upstream
 * hears nothing of it before.
 */
import { createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';
import t, { type Test } from 'tap';
import { fileStorage } from '../../gateway/ledger/storage.ts';
import { startTestGateway, type TestGateway, type TestSettings } from '../helpers/gateway.ts';
import { until } from '../helpers/until.ts';

/** Turns of the event loop in which whatever was let go would have come through, and who left be missed. */
const TURNS = 200;

/** Writes of the ledger's lines wait in `held` while `holding`. */
const disk = { holding: false, held: [] as PromiseWithResolvers<void>[] };
const open = fileStorage.open.bind(fileStorage);
fileStorage.open = async (path, ...how) => {
  const file = await open(path, ...how);
  if (!path.endsWith('.ndjson')) return file;
  return {
    ...file,
    async write(...what) {
      if (disk.holding) {
        const write = Promise.withResolvers<void>();
        disk.held.push(write);
        await write.promise;
      }
      return file.write(...what);
    },
  };
};

async function passTurns(): Promise<void> {
  for (let count = 0; count < TURNS; count += 1) await turn();
}

function letGo(error?: Error): void {
  disk.holding = false;
  for (const write of disk.held.splice(0)) {
    if (error) write.reject(error);
    else write.resolve();
  }
}

/** An upstream that counts what it hears. */
async function startUpstream(t: Test) {
  const sockets = new Set<Socket>();
  const server = createServer((req, res) => {
    req.resume().once('end', () => res.end('{"a":1}'));
  });
  server.on('connection', (socket: Socket) => sockets.add(socket));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.teardown(() => {
    server.closeAllConnections();
    server.close();
  });
  return {
    url: new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`),
    heard: () => ({
      sockets: sockets.size,
      bytes: [...sockets].reduce((sum, { bytesRead }) => sum + bytesRead, 0),
    }),
    cut: () => server.closeAllConnections(),
  };
}

type Upstream = Awaited<ReturnType<typeof startUpstream>>;

async function start(
  t: Test,
  connection: TestSettings['connection'] = {},
): Promise<{ gateway: TestGateway; upstream: Upstream }> {
  const upstream = await startUpstream(t);
  const gateway = await startTestGateway({ connection: { ...connection, upstream: upstream.url } });
  t.teardown(() => gateway.stop());
  return { gateway, upstream };
}

/** Sends a request of which the intent is held back, until the call is as ready as it gets. */
async function hold(
  gateway: TestGateway,
  init: RequestInit = {},
): Promise<{ answer: Promise<Response> }> {
  disk.holding = true;
  const answer = gateway.fetch('/svc/held', init);
  answer.catch(() => undefined);
  await until(() => disk.held.length > 0);
  await passTurns();
  return { answer };
}

async function useOnce(gateway: TestGateway): Promise<void> {
  await (await gateway.fetch('/svc/before')).arrayBuffer();
}

const JSON_TYPE = { 'content-type': 'application/json' };
const REQUESTS: [string, TestSettings['connection'], RequestInit][] = [
  ['no body', {}, {}],
  ['a body', {}, { method: 'POST', headers: JSON_TYPE, body: '{"a":1}' }],
  ['a streaming body', { requestBody: 'stream' }, { method: 'POST', body: Buffer.alloc(100_000) }],
];

for (const [name, connection, init] of REQUESTS) {
  t.test(`${name}: nothing is heard of it before its intent is durable`, async (t) => {
    const { gateway, upstream } = await start(t, connection);
    for (const socket of ['not open yet', 'kept alive']) {
      const before = upstream.heard();
      const { answer } = await hold(gateway, init);
      t.strictSame(upstream.heard(), before, `socket ${socket}`);
      letGo();
      t.equal((await answer).status, 200);
      t.ok(upstream.heard().bytes > before.bytes);
    }
    t.equal(upstream.heard().sockets, 1, 'the second went by the socket that the first had opened');
  });
}

t.test('an intent that cannot be written: the upstream hears nothing', async (t) => {
  const { gateway, upstream } = await start(t);
  await useOnce(gateway);
  const before = upstream.heard();
  const { answer } = await hold(gateway);
  letGo(Object.assign(new Error('made by the test'), { code: 'EIO' }));
  const { status } = await answer;
  t.equal(status, 503);
  t.strictSame(upstream.heard(), before);
  await until(async () => (await gateway.fetch('/svc/after')).status === 200);
});

t.test('an agent that leaves meanwhile: the upstream hears nothing', async (t) => {
  const { gateway, upstream } = await start(t);
  await useOnce(gateway);
  const before = upstream.heard();
  const leaving = new AbortController();
  const { answer } = await hold(gateway, { signal: leaving.signal });
  leaving.abort();
  await t.rejects(answer);
  await passTurns();
  letGo();
  await until(async () => (await gateway.entries()).at(-1)?.type === 'outcome');
  t.strictSame(upstream.heard(), before);
  t.match((await gateway.entries()).at(-1)?.data, { error: 'client-gone' });
});

t.test('an upstream that closes the socket meanwhile is called by another', async (t) => {
  const { gateway, upstream } = await start(t, { requestBody: 'stream' });
  await useOnce(gateway);
  const { answer } = await hold(gateway, { method: 'POST', body: 'x'.repeat(1000) });
  upstream.cut();
  await passTurns();
  letGo();
  t.equal((await answer).status, 200);
  t.equal(upstream.heard().sockets, 2);
});
