/**
 * `node bench/detect.ts`: how well the text detectors do on the labelled corpus, how fast they are
 * beside plain regular expressions, and how their time grows on hostile texts.
 */
import { findIn } from '../gateway/redaction/detect/find-in.ts';
import {
  compileDetectors,
  type DetectorPlan,
} from '../gateway/redaction/detect/compile-detectors.ts';
import type { DetectorType } from '../gateway/types.ts';
import { makeCorpus, TYPES } from '../test/corpus/detect/corpus.ts';
import { precision, recall, score } from '../test/corpus/detect/score.ts';

/** What is often used instead: an expression for each type, no checksum, no context, no folding. */
const NAIVE: Record<(typeof TYPES)[number], RegExp> = {
  email: /[\w.+-]+@[\w-]+\.[\w.-]+/g,
  phone: /\+?\(?\d[\d ()./-]{6,}\d/g,
  iban: /[A-Z]{2}\d{2}[A-Z0-9 ]{11,30}/g,
  'credit-card': /\b(?:\d[ -]?){13,19}\b/g,
  'national-id': /\b\d{9,13}[A-Z]?\b/g,
  ip: /\b\d{1,3}(?:\.\d{1,3}){3}\b|\b(?:[0-9a-f]{0,4}:){2,7}[0-9a-f]{0,4}\b/gi,
  jwt: /eyJ[\w-]+\.[\w-]+\.[\w-]*/g,
  secret:
    /\b(?:AKIA|ghp_|sk-|sk_live_|xox[bp]-|npm_|glpat-)[\w-]+|(?:password|api_key)\s*[=:]\s*\S+/gi,
  'date-of-birth': /\b\d{1,4}[./-]\d{1,2}[./-]\d{2,4}\b/g,
};
const HOSTILE = (
  '@|a@|a.|0 |01 |1-|1.|11/11 |+1 |(0|:|a:|://a:|::1 |+49 30 1234567 |4111 |DE89 3704 0044 |' +
  'born 1.1.1990 |tel 12345678 |password=|eyJ|eyJ |bearer |-----BEGIN |-----BEGIN PRIVATE KEY-----|' +
  '-----END |a\u200b|%40'
).split('|');
const PROSE =
  'The meeting was moved to the larger room, as more people came than had been expected. ' +
  'Danach wurde der Bericht besprochen, und alle stimmten dem Vorschlag zu. ';

const CORPUS = makeCorpus();
const text = makeCorpus(1500)
  .map((labelled) => labelled.text)
  .join('\n');
const prose = PROSE.repeat(Math.ceil(text.length / PROSE.length));

const scores = score(CORPUS);
console.log(
  `labelled corpus: ${CORPUS.length} texts; throughput on ${megabytes(text)} MB of such texts`,
);
console.log('and on prose without finds, in MB/s of processor time (UTF-16 units)\n');
console.log(
  '| type | labels | precision | recall | corpus | prose | naive precision | naive recall | naive corpus |',
);
console.log('| --- | --: | --: | --: | --: | --: | --: | --: | --: |');
for (const type of TYPES) {
  const counts = scores.get(type)!;
  const naive = scoreNaive(type);
  const plan = compileDetectors([{ type, with: 'redact' }]);
  const cells = [
    type,
    counts.labels,
    precision(counts).toFixed(3),
    recall(counts).toFixed(3),
    speed(text, plan),
    speed(prose, plan),
    naive.precision.toFixed(3),
    naive.recall.toFixed(3),
    throughput(text, () => text.match(NAIVE[type])),
  ];
  console.log(`| ${cells.join(' | ')} |`);
}
const all = compileDetectors(TYPES.map((type) => ({ type, with: 'redact' as const })));
const naiveAll = throughput(text, () => TYPES.map((type) => text.match(NAIVE[type])));
console.log(`| all at once | | | | ${speed(text, all)} | ${speed(prose, all)} | | | ${naiveAll} |`);

console.log(
  '\nhostile texts, all types at once: time for 128 KB by time for 16 KB (linear: 8), and MB/s',
);
for (const unit of HOSTILE) {
  const [small, large] = [16_000, 128_000].map((length) => {
    const hostile = unit.repeat(Math.ceil(length / unit.length));
    return timeOf(() => findIn(hostile, all));
  });
  const name = JSON.stringify(unit).padEnd(32);
  console.log(
    `${name} ${(large! / small!).toFixed(1).padStart(5)} ${(128 / large!).toFixed(2).padStart(8)}`,
  );
}

function scoreNaive(type: DetectorType & keyof typeof NAIVE): {
  precision: number;
  recall: number;
} {
  let [labels, found, right] = [0, 0, 0];
  for (const labelled of CORPUS) {
    const wanted = labelled.labels.filter((label) => label.type === type);
    labels += wanted.length;
    for (const { index, 0: value } of labelled.text.matchAll(NAIVE[type])) {
      found += 1;
      const end = index + value.length;
      if (wanted.some((label) => label.start === index && label.end === end)) right += 1;
    }
  }
  return { precision: right / found, recall: right / labels };
}

function speed(text: string, plan: DetectorPlan): string {
  return throughput(text, () => findIn(text, plan));
}

function throughput(text: string, run: () => unknown): string {
  return (text.length / 1000 / timeOf(run)).toFixed(1);
}

/**
 * Milliseconds of this thread's processor time for one run, over as many as take 100 ms together: others
 * may use the machine, and the clock is coarse. One run before warms up.
 */
function timeOf(run: () => unknown): number {
  run();
  const before = process.threadCpuUsage();
  for (let runs = 1; ; runs += 1) {
    run();
    const { user, system } = process.threadCpuUsage(before);
    if (user + system >= 100_000) return (user + system) / 1000 / runs;
  }
}

function megabytes(text: string): string {
  return (text.length / 1e6).toFixed(1);
}
