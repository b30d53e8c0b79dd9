/** Child process of full-disk.test.ts: fills a segment until the system refuses, then goes on. */
import type { Refusal } from '../../gateway/errors.ts';
import { intent, open, outcome, rejection } from './helpers.ts';

const ledger = await open(process.argv[2]!);
let error: unknown;
for (let index = 0; error === undefined; index += 1) {
  error = await rejection(ledger.append('intent', intent(`i${index}`)));
  if (error === undefined) await rejection(ledger.append('outcome', outcome(`i${index}`)));
}
if (!(await ledger.retry())) throw new Error('not writable again');
await ledger.append('intent', intent('after'));
await ledger.append('outcome', outcome('after'));
await ledger.close();
console.log(((error as Refusal).cause as NodeJS.ErrnoException).code);
