/**
 * Fuzzes the redaction, guided by what of its code runs:
 *
 *     node test/fuzz/run.ts [--minutes 60] [--seed 1] [--corpus test/fuzz/corpus]
 *
 * The corpus is where it starts from and, at the end or an interrupt, where the best inputs are
 * left. An input that fails is made short and stays there as `failed-…`, so that CI fails until it
 * is mended, and replays it for good. Ends with 1 where one failed.
 */
import './cover-walker.ts';
import { parseArgs } from 'node:util';
import { createRandom } from '../helpers/random.ts';
import { check } from './check.ts';
import { CORPUS, FAILED, readCorpus, replaceCorpus, writeInput } from './corpus.ts';
import { Coverage } from './coverage.ts';
import { readInput } from './input.ts';
import { mutate } from './mutate.ts';
import { Pool } from './pool.ts';
import { shorten } from './shorten.ts';
import { TARGETS } from './targets.ts';

const MAX_FILES = 190;
const MAX_FAILURES = 20;
const REPORT_EVERY = 60_000;

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '60' },
    seed: { type: 'string', default: String(Date.now() % 2 ** 31) },
    corpus: { type: 'string', default: CORPUS },
  },
});
const random = createRandom(Number(values.seed));
const coverage = new Coverage();
const pool = new Pool();
const failures = new Map<string, string>();
let runs = 0;
const stop = new AbortController();
process.once('SIGINT', () => stop.abort());
process.once('SIGTERM', () => stop.abort());

/** What the oracle says: where it fails, the first line of it without what is special to the input. */
function failureOf(bytes: Buffer): string | undefined {
  try {
    check(readInput(bytes));
    return undefined;
  } catch (error) {
    const { message, stack = '' } = error as Error;
    const place = /\((?:file:\/\/)?[^)]*\/(gateway|test)\/[^)]*\)/.exec(stack)?.[0] ?? '';
    return `${message.split('\n')[0]!.replaceAll(/".*"|\d+/g, '…')} ${place}`;
  }
}

async function tryInput(bytes: Buffer): Promise<void> {
  runs += 1;
  const failure = failureOf(bytes);
  const features = coverage.take();
  if (failure === undefined) {
    pool.offer(bytes, bytes.length === 0 ? 0 : bytes[0]! % TARGETS.length, features);
    return;
  }
  if (failures.has(failure) || failures.size >= MAX_FAILURES) return;
  const short = shorten(bytes, (shorter) => failureOf(shorter) === failure);
  coverage.take();
  const file = await writeInput(values.corpus, short, FAILED);
  failures.set(failure, file);
  console.log(`failed: ${failure}\n  ${file}`);
}

function report(since: number): void {
  const minutes = ((Date.now() - since) / 60_000).toFixed(1);
  const found = `${pool.size} inputs, ${pool.features} features, ${failures.size} failures`;
  console.log(`${minutes} min, ${runs} runs, ${found}`);
}

/** A body to begin with for each target. */
function seeds(): Buffer[] {
  const json =
    '{"a": "x", "b": [1, {"a": {"b": "{\\"b\\":[\\"y\\"]}"}, "b": -1.5e3}, null], "": true}';
  const bodies = [json, `[${json},\n ${json}]`, `\x1e${json}\n`, `data: ${json}\n\n`];
  const others = ['a=1&b=%41+c&a=2', 'a,b\n1,"x ""y"", z"\r\n2,3\n', `${json}\n{"a":1}\n`];
  return TARGETS.flatMap((_, target) =>
    [...bodies, ...others].map((body) =>
      Buffer.concat([Buffer.from([target, 2, 7, 1]), Buffer.from(body)]),
    ),
  );
}

console.log(`seed ${values.seed}, corpus ${values.corpus}`);
const start = Date.now();
const end = start + Number(values.minutes) * 60_000;
for (const { bytes } of await readCorpus(values.corpus)) await tryInput(bytes);
for (const bytes of seeds()) await tryInput(bytes);
report(start);
for (let next = start + REPORT_EVERY; !stop.signal.aborted && Date.now() < end;) {
  // An interrupt is seen only between turns of the event loop.
  await new Promise((resolve) => setImmediate(resolve));
  for (let count = 0; count < 50; count += 1) {
    const parent = pool.at(random(pool.size));
    await tryInput(mutate(parent, pool.at(random(pool.size)), random));
  }
  if (Date.now() < next) continue;
  next += REPORT_EVERY;
  report(start);
}
await replaceCorpus(values.corpus, pool.choose(MAX_FILES));
report(start);
process.exitCode = failures.size > 0 ? 1 : 0;
