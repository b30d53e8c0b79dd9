import { holdNoninterference } from '../helpers/noninterference.ts';
import * as bodies from '../helpers/random-body.ts';
const n = Number(process.argv[2]);
for (const [name, make] of Object.entries(bodies)) {
  if (process.argv[3] && !name.includes(process.argv[3])) continue;
  const t0 = performance.now();
  try { console.log(name, await holdNoninterference(make as never, n), ((performance.now() - t0) / n).toFixed(3), 'ms/case'); }
  catch (e) { console.log(name, (e as Error).message.slice(0, 600)); }
}
