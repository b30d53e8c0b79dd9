/** Child process of crash.test.ts: 16 writers that print each acknowledged entry, until they are killed. */
import { writeSync } from 'node:fs';
import { intent, open, outcome, start } from './helpers.ts';

const ledger = await open(process.argv[2]!, { segmentBytes: 50_000 });
await ledger.append('start', start);
process.send!('ready');
const writers = Array.from({ length: 16 }, async (_, writer) => {
  for (let round = 0; ; round += 1) {
    const id = `${process.pid}-${writer}-${round}`;
    await ledger.append('intent', intent(id));
    writeSync(1, `intent ${id}\n`);
    await ledger.append('outcome', outcome(id));
    writeSync(1, `outcome ${id}\n`);
  }
});
await Promise.all(writers);
