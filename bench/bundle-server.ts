/**
 * `node bench/bundle-server.ts [clients]`: what a waiting client costs the bundle server, and how long a
 * publish takes to wake all of them. Real sockets; the server runs in a process of its own.
 * Each of the two processes needs a file descriptor for each client (`ulimit -n`).
 */
import { fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { createClient } from '../bundles/server/client.ts';
import { KEY, makeBundle, startTestServer } from '../test/bundle-server/support.ts';

interface Measured {
  rss: number;
  heap: number;
  external: number;
}

interface Started {
  url: string;
  token: string;
  adminUrl: string;
}

if (process.argv[2] === 'server') await serve(process.argv[3] ?? '');
else await measure(Number(process.argv[2] ?? 10_000));

/** The child: a server with a token for the parent, whose key it trusts; it tells its memory when asked. */
async function serve(publicKey: string): Promise<void> {
  const { id, algorithm } = KEY;
  const channels = new Map([
    ['staging', { keys: [{ id, algorithm, publicKey }], scope: 'staging' }],
  ]);
  const server = await startTestServer({
    channels,
    maxWaiting: 100_000,
    maxWait: 600_000,
    admin: { host: '127.0.0.1', port: 0 },
  });
  process.on('message', () => {
    (globalThis as { gc?: () => void }).gc?.();
    const { rss, heapUsed, external } = process.memoryUsage();
    process.send?.({ rss, heap: heapUsed, external } satisfies Measured);
  });
  process.send?.({
    url: server.url,
    token: server.token,
    adminUrl: server.server.adminUrl!,
  } satisfies Started);
}

async function measure(clients: number): Promise<void> {
  const child = fork(import.meta.filename, ['server', KEY.publicKey], {
    execArgv: ['--expose-gc'],
  });
  const [{ url, token, adminUrl }] = (await once(child, 'message')) as [Started];
  const ask = async (): Promise<Measured> => {
    child.send('memory');
    return ((await once(child, 'message')) as [Measured])[0];
  };
  const client = createClient({ server: url, token });
  let sequence = 0;
  const publish = async (name: string, data?: string): Promise<Buffer> => {
    sequence += 1;
    return makeBundle(name, { sequence, ...(data !== undefined && { data }) });
  };
  const change = { action: 'publish', reason: '' } as const;
  try {
    await client.change('staging', change, await publish('small'));
    // Once in vain, so that what the first clients bring along does not count.
    for (const socket of await connectAll(url, 200)) socket.destroy();
    await settle(adminUrl, 0);

    const before = await ask();
    const sockets = await connectAll(url, clients);
    const waiting = await settle(adminUrl, clients);
    const after = await ask();
    const per = (member: keyof Measured): string =>
      ((after[member] - before[member]) / waiting / 1024).toFixed(1);
    console.log(`${waiting} clients wait on one server`);
    console.log(
      `memory a waiting client: ${per('rss')} KiB resident ` +
        `(heap ${per('heap')} KiB, external ${per('external')} KiB)`,
    );
    const small = await publish('small');
    await wake(`a bundle of ${(small.length / 1e3).toFixed(0)} KB`, sockets, small);
    for (const socket of sockets) socket.destroy();
    await settle(adminUrl, 0);

    const data = randomBytes(750_000).toString('base64');
    await client.change('staging', change, await publish('large', data));
    const fewer = await connectAll(url, 100);
    await settle(adminUrl, 100);
    const large = await publish('large', data);
    await wake(`a bundle of ${(large.length / 1e6).toFixed(2)} MB`, fewer, large);
    for (const socket of fewer) socket.destroy();
  } finally {
    child.kill('SIGKILL');
  }

  async function wake(name: string, sockets: Socket[], bytes: Buffer): Promise<void> {
    const start = performance.now();
    const told = sockets.map(async (socket) => {
      await once(socket, 'data');
      return performance.now() - start;
    });
    const changed = client.change('staging', change, bytes).then(() => performance.now() - start);
    const times = (await Promise.all(told)).toSorted((a, b) => a - b);
    const at = (share: number): string =>
      times[Math.min(times.length - 1, Math.floor(times.length * share))]!.toFixed(0);
    console.log(
      `${name}, ${sockets.length} clients: the publisher is answered after ${(await changed).toFixed(0)} ms; ` +
        `clients are told after ${at(0)} ms (first), ${at(0.5)} ms (p50), ${at(0.99)} ms (p99), ${at(1)} ms (last)`,
    );
  }
}

/** Clients that have the channel's bundle and wait for the next; connected some hundred at a time. */
async function connectAll(url: string, count: number): Promise<Socket[]> {
  const etag = (await fetch(`${url}/bundles/staging`, { method: 'HEAD' })).headers.get('etag')!;
  const { port, host } = new URL(url);
  const request =
    `GET /bundles/staging.tar.gz HTTP/1.1\r\nHost: ${host}\r\nIf-None-Match: ${etag}\r\n` +
    'User-Agent: Open Policy Agent/1.19.0 (linux, amd64)\r\nAccept-Encoding: gzip\r\n' +
    'Prefer: modes=snapshot,delta;wait=600\r\n\r\n';
  const sockets: Socket[] = [];
  while (sockets.length < count) {
    const batch = Array.from({ length: Math.min(250, count - sockets.length) }, async () => {
      const socket = connect(Number(port), '127.0.0.1');
      await once(socket, 'connect');
      socket.on('error', () => socket.destroy());
      socket.write(request);
      return socket;
    });
    sockets.push(...(await Promise.all(batch)));
  }
  return sockets;
}

/** Waits, a minute at most, until this many wait; gives how many do. */
async function settle(adminUrl: string, count: number): Promise<number> {
  for (let attempt = 0; ; attempt += 1) {
    const metrics = await (await fetch(`${adminUrl}/metrics`)).text();
    const waiting = Number(/waiting_clients\{channel="staging"\} (\d+)/.exec(metrics)?.[1]);
    if (waiting === count || attempt === 600) return waiting;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
