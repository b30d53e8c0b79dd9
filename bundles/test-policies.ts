/** Runs the policies' own tests. */
import { join } from 'node:path';
import { SetupError } from '../gateway/errors.ts';
import type { Opa } from './find-opa.ts';
import type { OpaRun } from './opa.ts';
import { CAPABILITIES_FILE, runOpa } from './opa.ts';

/** What `opa test --coverage --format=json` says. */
export interface Coverage {
  /** Percent, rounded. */
  coverage: number;
  not_covered_lines?: number;
  files: Record<string, { not_covered?: { start: { row: number }; end: { row: number } }[] }>;
}

/** What `opa test --format=json` says of one test. */
export interface TestResult {
  package: string;
  name: string;
  fail?: boolean;
  skip?: boolean;
  error?: unknown;
  /** Nanoseconds. */
  duration?: number;
  location?: { file: string; row: number };
  /** Of a test with named cases. */
  sub_results?: Record<string, { name: string; fail?: boolean; sub_results?: unknown }>;
}

/** What a run of the tests gave. */
export interface TestRun {
  results: TestResult[];
  /** Undefined where tests fail. */
  coverage?: Coverage;
  /** What `opa` said where it ran none. */
  refused?: string;
}

const ARGUMENTS = ['test', '--bundle', '--fail-on-empty', '--format=json'];
ARGUMENTS.push(`--capabilities=${CAPABILITIES_FILE}`);

/** Runs the tests in `dir` for their results and their coverage. Throws SetupError. */
export async function runTests(opa: Opa, dir: string): Promise<TestRun> {
  // With `--coverage` the tests themselves are not told, so there are two runs.
  const [plain, covered] = await Promise.all([
    runOpa(opa, [...ARGUMENTS, '.'], dir),
    runOpa(opa, [...ARGUMENTS, '--coverage', '.'], dir),
  ]);
  const results = readResults(plain.stdout);
  if (results === undefined || results.length === 0) {
    return { results: [], refused: describeRefusal(plain, dir) };
  }
  if (covered.code !== 0) return { results };
  return { results, coverage: JSON.parse(covered.stdout) as Coverage };
}

/**
 * Runs the tests in `dir`. `threshold` is the least share of covered lines, in percent.
 * Throws SetupError that names the failing tests (`file:line: test`), or the lines that no test
 * covers (`file:from-to`), or says that there is no test.
 */
export async function testPolicies(
  opa: Opa,
  dir: string,
  options: { threshold: number } = { threshold: 100 },
): Promise<void> {
  const run = await runOpa(opa, [...ARGUMENTS, '--coverage', '.'], dir);
  if (run.code === 0) {
    const faults = listUncovered(JSON.parse(run.stdout) as Coverage, dir, options.threshold);
    if (faults.length > 0) throw new SetupError(faults);
    return;
  }
  if (run.stderr.includes(NO_TESTS)) throw new SetupError([describeRefusal(run, dir)]);
  // With `--coverage` the names of failing tests are told in prose only.
  const again = await runOpa(opa, [...ARGUMENTS, '.'], dir);
  const faults = listFailures(readResults(again.stdout) ?? [], dir);
  throw new SetupError(faults.length > 0 ? faults : [describeRefusal(run, dir)]);
}

const NO_TESTS = 'no tests were run';

function describeRefusal(run: OpaRun, dir: string): string {
  return run.stderr.includes(NO_TESTS)
    ? `${dir}: has no tests; put a \`_test.rego\` beside each rule`
    : `${dir}: ${(run.stdout + run.stderr).trim()}`;
}

/** Whether the lines are covered. The share is rounded, so one line of many could vanish in it. */
export function isCovered(report: Coverage, threshold: number): boolean {
  const complete = (report.not_covered_lines ?? 0) === 0;
  return threshold >= 100 ? complete : report.coverage >= threshold;
}

function listUncovered(report: Coverage, dir: string, threshold: number): string[] {
  if (isCovered(report, threshold)) return [];
  const faults = Object.entries(report.files).flatMap(([file, { not_covered: ranges = [] }]) => {
    const lines = new Set(ranges.map(({ start, end }) => `${start.row}-${end.row}`));
    return [...lines].map((range) => `${join(dir, file)}:${range}: no test covers it`);
  });
  return [`${dir}: tests cover ${report.coverage} % of the lines, not ${threshold} %`, ...faults];
}

function readResults(stdout: string): TestResult[] | undefined {
  try {
    return JSON.parse(stdout) as TestResult[];
  } catch {
    return undefined;
  }
}

/** Whether a test failed or broke off. */
export function hasFailed({ fail, error }: TestResult): boolean {
  return fail === true || error !== undefined;
}

function listFailures(results: TestResult[], dir: string): string[] {
  return results
    .filter(hasFailed)
    .map(
      ({ package: name, name: test, location }) =>
        `${join(dir, location?.file ?? '')}:${location?.row ?? 0}: ${name}.${test} fails`,
    );
}
