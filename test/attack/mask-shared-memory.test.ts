/** The memory of a body is used again for another's: no agent may get a byte of what another asked for. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import t from 'tap';
import { lendMemory } from '../../gateway/redaction/lend-memory.ts';
import { JSON_TYPE, requestText, SECRET, startMaskGateway } from '../helpers/mask-gateway.ts';

const gateway = await startMaskGateway({ masks: [{ path: '$[*].email', with: 'redact' }] });
t.teardown(() => gateway.stop());

/** 20 KB to 120 KB that say everywhere for whom they are. */
function bodyFor(who: string, email: string): string {
  const one = JSON.stringify({ email, who });
  return `[${Array.from({ length: 500 + (Number(who) % 8) * 350 }, () => one).join()}]`;
}

gateway.respond((req, res) => {
  const body = Buffer.from(bodyFor(req.url!.split('/').at(-1)!, SECRET));
  res.writeHead(200, { ...JSON_TYPE, 'content-length': body.length }).end(body);
});

/** Asks for so many answers at once, and reads nothing yet. */
async function ask(first: number, count: number): Promise<Socket> {
  const socket = connect(gateway.port, '127.0.0.1');
  await once(socket, 'connect');
  const requests = Array.from({ length: count }, (_, index) =>
    requestText(gateway, `/svc/${first + index}`),
  );
  socket.write(requests.join(''));
  return socket;
}

/** The bodies of the next answers. */
async function readBodies(socket: Socket, count: number): Promise<string[]> {
  const bodies: string[] = [];
  let text = '';
  for await (const chunk of socket as AsyncIterable<Buffer>) {
    text += chunk.toString('latin1');
    for (;;) {
      const start = text.indexOf('\r\n\r\n') + 4;
      const length = Number(/content-length: (\d+)/i.exec(text.slice(0, start))?.[1]);
      if (start < 4 || text.length < start + length) break;
      bodies.push(text.slice(start, start + length));
      text = text.slice(start + length);
    }
    if (bodies.length === count) break;
  }
  return bodies;
}

const EACH = 60;

void t.test('agents that do not read, and others beside them, get their own', async (t) => {
  const slow = await Promise.all([0, 1, 2].map((index) => ask(1000 + index * EACH, EACH)));
  const gone = await ask(2000, EACH);
  // Those behind on the connection are answered by and by; meanwhile memory is lent again and again.
  for (let round = 0; round < 5; round += 1) {
    const quick = await ask(3000 + round * 10, 10);
    for (const [index, body] of (await readBodies(quick, 10)).entries()) {
      t.ok(body === bodyFor(String(3000 + round * 10 + index), '[redacted]'));
    }
    if (round === 2) gone.destroy();
  }
  for (const [index, socket] of slow.entries()) {
    const bodies = await readBodies(socket, EACH);
    t.equal(bodies.length, EACH);
    for (const [at, body] of bodies.entries()) {
      t.ok(body === bodyFor(String(1000 + index * EACH + at), '[redacted]'));
    }
  }
});

void t.test('what is given back is empty, and given back once', (t) => {
  const first = lendMemory(20_000)!;
  first.bytes.fill('x');
  first.release();
  first.release();
  const [one, other] = [lendMemory(20_000)!, lendMemory(20_000)!];
  t.ok(one.bytes.every((byte) => byte === 0));
  t.not(one.bytes, other.bytes);
  t.end();
});
