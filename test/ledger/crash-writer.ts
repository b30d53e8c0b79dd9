/** Child process: 16 writers that note each acknowledged entry in a file, until the process is killed. */
import { openSync, writeSync } from 'node:fs';
import { intent, open, outcome, start } from './helpers.ts';

const [dir, acknowledged] = process.argv.slice(2) as [string, string];
// A file, not a pipe: what was written to it outlives the process, and it never says EAGAIN.
const file = openSync(acknowledged, 'a');
const ledger = await open(dir, { segmentBytes: 50_000 });
await ledger.append('start', start);
process.send!('ready');
const writers = Array.from({ length: 16 }, async (_, writer) => {
  for (let round = 0; ; round += 1) {
    const id = `${process.pid}-${writer}-${round}`;
    await ledger.append('intent', intent(id));
    writeSync(file, `intent ${id}\n`);
    await ledger.append('outcome', outcome(id));
    writeSync(file, `outcome ${id}\n`);
  }
});
await Promise.all(writers);
