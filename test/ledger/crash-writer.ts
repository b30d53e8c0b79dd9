/** Child process: writers that note each acknowledged entry in a file, until the process is killed. */
import { openSync, writeSync } from 'node:fs';
import { body, exchangeOf, open, outcomeOf, session, start } from './helpers.ts';

const [dir, acknowledged, writing, sealed] = process.argv.slice(2) as [
  string,
  string,
  string,
  string,
];
// A file, not a pipe: what was written to it outlives the process, and it never says EAGAIN.
const file = openSync(acknowledged, 'a');
const ledger = await open(dir, { segmentBytes: 50_000 });
await ledger.append('start', start);
process.send!('ready');
const writers = Array.from({ length: Number(writing) }, async () => {
  for (const agent = session(); ;) {
    const { exchange, data } = exchangeOf(agent);
    const [sent, got] = [body(700), body(900)];
    const intent = await ledger.append(
      'intent',
      { ...data, sealed: 'c'.repeat(Number(sealed)), body: sent.body },
      { exchange, bodies: [sent.packed] },
    );
    writeSync(file, `${intent} intent ${exchange.id}\n`);
    const delivered = { ...outcomeOf(exchange), body: got.body };
    const seq = await ledger.append('outcome', delivered, { exchange, bodies: [got.packed] });
    writeSync(file, `${seq} outcome ${exchange.id}\n`);
  }
});
await Promise.all(writers);
