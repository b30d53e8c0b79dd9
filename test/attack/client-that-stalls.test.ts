import { subscribe } from 'node:diagnostics_channel';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import t from 'tap';
import { startTestGateway } from '../helpers/gateway.ts';
import { readProblem } from '../helpers/raw-http.ts';
import { until } from '../helpers/until.ts';

/** Whoever stops in the middle of a request, and never closes, must not keep a connection for as long as they like. */
const gateway = await startTestGateway({ limits: { requestTimeout: 1000 } });
t.teardown(() => gateway.stop());

const accepted: Socket[] = [];
subscribe('net.server.socket', (message) => {
  accepted.push((message as { socket: Socket }).socket);
});

/** Sends the text and nothing more; gives the answer once the listener has let go of the connection. */
async function stall(port: number, text: string): Promise<string> {
  const client = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
  let answer = '';
  client.on('data', (bytes: Buffer) => (answer += bytes.toString('latin1')));
  client.on('error', () => undefined);
  await once(client, 'connect');
  client.write(text);
  let mine: Socket | undefined;
  await until(() => {
    mine = accepted.find(({ remotePort }) => remotePort === client.localPort);
    return mine !== undefined;
  });
  // `once` would reject by the error that it is ended with.
  await new Promise((resolve) =>
    mine!.closed ? resolve(undefined) : mine!.once('close', resolve),
  );
  client.destroy();
  return answer;
}

const head = (first: string, ...headers: string[]): string =>
  [first, 'Host: gw', `Authorization: Bearer ${gateway.token}`, ...headers, '', ''].join('\r\n');
const LONG = ['Content-Type: application/json', 'Content-Length: 100'];

const STALLS = {
  'nothing at all': ['', 408, 'request-timeout'],
  'half a head': ['GET /svc/x HTTP/1.1\r\nHost:', 408, 'request-timeout'],
  'a body of which the rest does not come': [
    `${head('POST /svc/x HTTP/1.1', ...LONG)}{`,
    408,
    'request-timeout',
  ],
  'a tunnel': [head('CONNECT gw:1 HTTP/1.1'), 501, 'method-unsupported'],
} as const;

for (const [name, [text, status, code]] of Object.entries(STALLS)) {
  // All at once, for each takes seconds.
  const stalled = stall(gateway.port, text);
  void t.test(name, async (t) => t.same(readProblem(await stalled), { status, code }));
}

void t.test('the same at the admin listener', async (t) => {
  const text = head('POST /api/holds HTTP/1.1', ...LONG);
  t.match(await stall(Number(new URL(gateway.adminUrl).port), `${text}{`), /^HTTP\/1\.1 4/);
});
