/**
 * Masking of JSON bodies, in one run: Regent's stream masker, `JSON.parse` with `JSON.stringify`,
 * jsonpath-plus doing the same masking, and a copy of the bytes, which is the limit. Run with
 * `node bench/redaction.ts`; `BENCH_SIZE='1 KB'` for bodies of that size only.
 */
import { JSONPath } from 'jsonpath-plus';
import { compileMasks } from '../gateway/redaction/stream/compile-masks.ts';
import { createJsonMasker } from '../gateway/redaction/stream/masker.ts';
import type { Mask } from '../gateway/types.ts';
import { writeCustomers } from './customers.ts';
import { median } from './median.ts';

/** As sockets give them. */
const CHUNK = 65_536;
/**
 * Of one round of one contender, in milliseconds, and how many rounds: short ones, as the machine may be
 * faster for a moment, which then meets all. Before that it runs so long that the code is compiled.
 */
const ROUND = 20;
const ROUNDS = 27;
const WARM_UP = 300;
const SIZES: [name: string, bytes: number][] = [
  ['1 KB', 1000],
  ['100 KB', 100_000],
  ['1 MB', 1_000_000],
  ['100 MB', 100_000_000],
];
const LARGE = 10_000_000;
const ONLY = process.env['BENCH_SIZE'];

const FIELDS = ['email', 'phone', 'iban', 'address.street', 'birth_date'];
const OTHERS = Array.from({ length: 40 }, (_, index) => `$.customers[*].field_${String(index)}`);
const DEEP = ['ssn', 'password', 'token', 'pin', 'secret'].map((name) => `$..${name}`);
const MASKS = new Map(
  [FIELDS.slice(0, 1), FIELDS].map((fields): [number, Mask[]] => [
    fields.length,
    fields.map((field) => ({ path: `$.customers[*].${field}`, with: 'redact' })),
  ]),
);
MASKS.set(50, [
  ...MASKS.get(5)!,
  ...[...OTHERS, ...DEEP].map((path): Mask => ({ path, with: 'redact' })),
]);

const REDACTED = '[redacted]';
const options = {
  maxDepth: 64,
  bufferLimit: 1_048_576,
  maxPaths: 0,
  replace: () => JSON.stringify(REDACTED),
};

interface Contender {
  name: string;
  run: () => number;
}

for (const [name, bytes] of SIZES.filter(([name]) => ONLY === undefined || name === ONLY)) {
  const body = writeCustomers(bytes);
  const chunks: Buffer[] = [];
  for (let at = 0; at < body.length; at += CHUNK) chunks.push(body.subarray(at, at + CHUNK));
  for (const [count, masks] of MASKS) compare(name, body, chunks, count, masks);
}

function compare(size: string, body: Buffer, chunks: Buffer[], count: number, masks: Mask[]): void {
  const plan = compileMasks(masks);
  const contenders: Contender[] = [
    { name: 'regent', run: () => maskChunks(chunks, plan) },
    {
      name: 'parse',
      run: () => Buffer.from(JSON.stringify(JSON.parse(body.toString()))).length,
    },
    { name: 'copy', run: () => copyChunks(chunks) },
  ];
  // With many masks it takes minutes for a large body, and shows nothing that the few do not.
  if (body.length < LARGE || masks.length <= 5) {
    contenders.push({ name: 'plus', run: () => maskByPlus(body, masks) });
  }
  const times = timeAll(contenders, body.length < LARGE ? ROUNDS : 3);
  const regent = times.get('regent')!;
  const ratio = (name: string): string => {
    const others = times.get(name);
    if (!others) return '-';
    return median(others.map((time, round) => time / regent[round]!)).toFixed(2);
  };
  const speed = (body.length / 1e6 / median(regent)) * 1e9;
  console.log(
    [
      `${size.padStart(6)}, ${String(count).padStart(2)} masks:`,
      `${speed.toFixed(0).padStart(4)} MB/s,`,
      `${ratio('parse').padStart(6)} of parse+stringify,`,
      `${ratio('plus').padStart(7)} of jsonpath-plus,`,
      `${ratio('copy').padStart(5)} of copying`,
    ].join(' '),
  );
}

/** Nanoseconds a run, of each round; one contender after the other within a round, so that what else the machine does meets all. */
function timeAll(contenders: Contender[], rounds: number): Map<string, number[]> {
  const times = new Map<string, number[]>();
  const turns = new Map<string, number>();
  for (const { name, run } of contenders) {
    times.set(name, []);
    turns.set(name, warmUp(run));
  }
  for (let round = 0; round < rounds; round += 1) {
    for (const { name, run } of contenders) times.get(name)!.push(time(run, turns.get(name)!));
  }
  return times;
}

/** Runs until the code is compiled; how many runs make a round, by the clock. */
function warmUp(run: () => number): number {
  const end = performance.now() + WARM_UP;
  let turns = 0;
  while (turns === 0 || performance.now() < end) {
    run();
    turns += 1;
  }
  return Math.ceil((turns * ROUND) / WARM_UP);
}

/** Of this thread alone: on a busy machine the clock would tell of the others. */
function time(run: () => number, turns: number): number {
  const start = process.threadCpuUsage();
  for (let turn = 0; turn < turns; turn += 1) run();
  const { user, system } = process.threadCpuUsage(start);
  return Math.max(1, ((user + system) * 1000) / turns);
}

function maskChunks(chunks: Buffer[], plan: ReturnType<typeof compileMasks>): number {
  const masker = createJsonMasker(plan, options);
  let length = 0;
  for (const chunk of chunks) length += masker.write(chunk).length;
  return length + masker.end().length;
}

function copyChunks(chunks: Buffer[]): number {
  let length = 0;
  for (const chunk of chunks) length += Buffer.from(chunk).length;
  return length;
}

function maskByPlus(body: Buffer, masks: Mask[]): number {
  const json = JSON.parse(body.toString()) as object;
  for (const { path } of masks) {
    JSONPath({
      path,
      json,
      eval: false,
      resultType: 'all',
      callback: (found: { parent: Record<string, unknown>; parentProperty: string }) => {
        found.parent[found.parentProperty] = REDACTED;
      },
    });
  }
  return Buffer.from(JSON.stringify(json)).length;
}
