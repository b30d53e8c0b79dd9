/** The client keeps trying, tells once, and never keeps the ledger waiting. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import t from 'tap';
import type { WitnessClientEvent } from '../../../gateway/ledger/checkpoints/follow-witness.ts';
import { WitnessClient } from '../../../gateway/ledger/checkpoints/witness-client.ts';
import { parseVkey } from '../../../gateway/ledger/notes/keys.ts';
import { openNote } from '../../../gateway/ledger/notes/sign.ts';
import { makeDirectory, makeLog, startTestWitness } from './support.ts';

const retry = { first: 5, last: 20 };

t.test('cosignatures of a growing ledger, across restarts of both', async (t) => {
  const log = makeLog(1000);
  const dir = await makeDirectory(t);
  let witness = await startTestWitness(t, log, dir);
  const key = parseVkey(witness.vkey);
  const port = Number(new URL(witness.url).port);
  const events: WitnessClientEvent[] = [];
  const delivered = new Map<number, (lines: readonly string[]) => void>();
  const make = () =>
    new WitnessClient({
      witnesses: [{ url: `http://127.0.0.1:${port}/`, key }],
      hashes: log.hashes,
      deliver: async (size, lines) => delivered.get(size)?.(lines),
      report: (event) => events.push(event),
      retry,
    });
  const client = make();
  t.teardown(() => client.close());
  const cosigned = async (client: WitnessClient, size: number) => {
    const note = await log.note(size);
    const lines = await new Promise<readonly string[]>((resolve) => {
      delivered.set(size, resolve);
      client.offer({ size, note });
    });
    return openNote(`${note}${lines.join('')}`, [key]).verified;
  };
  for (const size of [10, 300, 301]) t.equal((await cosigned(client, size)).length, 1);
  await witness.stop();
  const waiting = cosigned(client, 600);
  while (events.length === 0) await new Promise((resolve) => setImmediate(resolve));
  t.match(events[0], { event: 'witness-unreachable', witness: key.name });
  t.match(client.status(), [{ name: key.name, size: 301, error: /./, split: false }]);
  witness = await startTestWitness(t, log, dir, port);
  t.equal((await waiting).length, 1, 'once the witness is back');
  while (events.length === 1) await new Promise((resolve) => setImmediate(resolve));
  t.strictSame(events[1], { event: 'witness-reached', witness: key.name });
  t.equal(events.length, 2, 'each is told once');
  t.equal((await cosigned(make(), 1000)).length, 1, 'a client that knows nothing asks first');
  t.match(client.status(), [{ size: 600, split: false, error: undefined }]);
});

t.test('a witness that hangs, lies or floods is named, and holds nobody up', async (t) => {
  const log = makeLog(300);
  const real = await startTestWitness(t, log, await makeDirectory(t));
  const key = parseVkey(real.vkey);
  const answers: [error: RegExp, status: number, body: string][] = [
    [/holds no good cosignature/, 200, await foreign(log)],
    [/a signature line/, 200, 'yes\n'],
    [/too long/, 200, '— '.repeat(100_000)],
    [/answered 500: broken/, 500, 'broken\n'],
    [/decimal number/, 409, 'many\n'],
  ];
  for (const [error, status, body] of answers) {
    const server = createServer((req, res) => {
      req.resume();
      res.writeHead(status).end(body);
    }).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    t.teardown(() => server.close());
    const { port } = server.address() as AddressInfo;
    const client = await new Promise<WitnessClient>((resolve) => {
      const client = new WitnessClient({
        witnesses: [{ url: `http://127.0.0.1:${port}`, key }],
        hashes: log.hashes,
        deliver: async () => void t.fail('nothing was cosigned'),
        report: () => resolve(client),
        retry,
      });
      void log.note(300).then((note) => client.offer({ size: 300, note }));
    });
    t.match(client.status()[0]!.error, error);
    await client.close();
    server.closeAllConnections();
  }
  const hanging = createServer(() => undefined).listen(0, '127.0.0.1');
  await new Promise((resolve) => hanging.once('listening', resolve));
  t.teardown(() => hanging.close());
  const { port } = hanging.address() as AddressInfo;
  const client = new WitnessClient({
    witnesses: [{ url: `http://127.0.0.1:${port}`, key }],
    hashes: log.hashes,
    deliver: async () => undefined,
    report: () => undefined,
  });
  client.offer({ size: 300, note: await log.note(300) });
  await client.close();
  t.pass('closing does not wait for an answer');
  hanging.closeAllConnections();
});

/** A cosignature by another witness's key. */
async function foreign(log: ReturnType<typeof makeLog>): Promise<string> {
  const { COSIGNATURE, generatePrivateKey, noteSigner, readPrivateKey } =
    await import('../../../gateway/ledger/notes/keys.ts');
  const { cosign } = await import('../../../gateway/ledger/notes/sign.ts');
  const { formatSignatureLine, parseNote } = await import('../../../gateway/ledger/notes/note.ts');
  const key = readPrivateKey(generatePrivateKey());
  const signer = noteSigner('witness.example/w1', COSIGNATURE, key);
  return formatSignatureLine(cosign(parseNote(await log.note(300)).text, signer, 1));
}
