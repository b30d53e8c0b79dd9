/** What a crash leaves of the slots and bodies of entries that were not acknowledged. */
import { cpSync, readFileSync, truncateSync, writeFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { body, exchangeOf, open, outcomeOf, readEntries, session } from './helpers.ts';
import { verifyLedger } from './verify.ts';

/** A ledger whose last exchange, with slot and body, no checkpoint covers. */
async function make(base: string): Promise<{ dir: string; ids: string[] }> {
  const dir = join(base, 'whole');
  const ledger = await open(dir);
  const agent = session();
  const ids: string[] = [];
  for (let round = 0; round < 2; round += 1) {
    const { exchange, data } = exchangeOf(agent);
    const sent = body(3000);
    await ledger.append(
      'intent',
      { ...data, body: sent.body },
      { exchange, bodies: [sent.packed] },
    );
    ids.push(exchange.id);
    if (round === 0) {
      await ledger.append('outcome', outcomeOf(exchange), { exchange });
      while (ledger.head().checkpoint?.size !== ledger.head().size)
        await new Promise((resolve) => setTimeout(resolve, 20));
    } else {
      // As a crash leaves it: nothing is signed any more.
      cpSync(dir, join(base, 'crashed'), { recursive: true });
      // It would make good what is damaged below, as it does not where several requests share a batch.
      rmSync(join(base, 'crashed', 'journal'), { force: true });
    }
  }
  await ledger.close();
  return { dir: join(base, 'crashed'), ids };
}

const FILES = { keys: '000000000000.keys', bodies: '000000000000.bodies' };

t.test('an entry whose slot or body is not whole is cut off with it', async (t) => {
  const base = t.testdir();
  const { dir, ids } = await make(base);
  const length = (file: string): number => readFileSync(join(dir, file)).length;
  const [keys, bodies] = [length(FILES.keys), length(FILES.bodies)];
  t.same([keys, bodies], [160, 2 * 3040]);
  const changes: [name: string, change: (dir: string) => void, torn: number][] = [
    ['nothing', () => undefined, 0],
    ['no slot', (dir) => truncateSync(join(dir, FILES.keys), 80), 3040],
    ['a torn slot', (dir) => truncateSync(join(dir, FILES.keys), 120), 3080],
    ['a slot of which a page is missing', (dir) => zero(join(dir, FILES.keys), 96, 160), 3120],
    ['a slot of zeros', (dir) => zero(join(dir, FILES.keys), 80, 160), 3120],
    ['no frame', (dir) => truncateSync(join(dir, FILES.bodies), 3040), 80],
    ['a torn frame', (dir) => truncateSync(join(dir, FILES.bodies), 5000), 2040],
    ['a torn head of a frame', (dir) => truncateSync(join(dir, FILES.bodies), 3060), 100],
    ['a body of which a page is missing', (dir) => zero(join(dir, FILES.bodies), 4096, 5000), 3120],
    ['a length of zero', (dir) => zero(join(dir, FILES.bodies), 3040, 3080), 3120],
  ];
  for (const [name, change, torn] of changes) {
    const copy = join(base, 'copy');
    rmSync(copy, { recursive: true, force: true });
    cpSync(dir, copy, { recursive: true });
    change(copy);
    await (await open(copy)).close();
    t.match(verifyLedger(copy), { open: 0, faults: [] }, name);
    const intents = readEntries(copy).filter(({ type }) => type === 'intent');
    t.strictSame(
      intents.map(({ data }) => data.id),
      torn === 0 ? ids : ids.slice(0, 1),
      name,
    );
    const recovered = readEntries(copy).find(({ type }) => type === 'recovered');
    t.ok((recovered!.data as { torn_bytes?: number }).torn_bytes! >= torn, name);
  }
});

t.test('slots and bodies of which no line was written are cut off', async (t) => {
  const { dir, ids } = await make(t.testdir());
  for (const file of Object.values(FILES)) {
    const path = join(dir, file);
    writeFileSync(path, Buffer.concat([readFileSync(path), Buffer.alloc(4000, 7)]));
  }
  await (await open(dir)).close();
  t.match(verifyLedger(dir), { open: 0, faults: [] });
  t.strictSame(readEntries(dir).filter(({ type }) => type === 'intent').length, ids.length);
});

function zero(path: string, from: number, to: number): void {
  writeFileSync(path, readFileSync(path).fill(0, from, to));
}
