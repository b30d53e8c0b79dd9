/** Runs the policies' own tests. */
import { join } from 'node:path';
import { SetupError } from '../gateway/errors.ts';
import type { Opa } from './find-opa.ts';
import { CAPABILITIES_FILE, runOpa } from './opa.ts';

interface Coverage {
  coverage: number;
  not_covered_lines?: number;
  files: Record<string, { not_covered?: { start: { row: number }; end: { row: number } }[] }>;
}

interface TestResult {
  package: string;
  name: string;
  fail?: boolean;
  skip?: boolean;
  error?: unknown;
  location?: { file: string; row: number };
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
  const args = ['test', '--bundle', '--fail-on-empty', '--format=json'];
  args.push(`--capabilities=${CAPABILITIES_FILE}`);
  const run = await runOpa(opa, [...args, '--coverage', '.'], dir);
  if (run.code === 0) {
    const faults = listUncovered(JSON.parse(run.stdout) as Coverage, dir, options.threshold);
    if (faults.length > 0) throw new SetupError(faults);
    return;
  }
  if (run.stderr.includes('no tests were run')) {
    throw new SetupError([`${dir}: has no tests; put a \`_test.rego\` beside each rule`]);
  }
  // With `--coverage` the names of failing tests are told in prose only.
  const again = await runOpa(opa, [...args, '.'], dir);
  throw new SetupError(
    listFailures(again.stdout, dir) ?? [`${dir}: ${(run.stdout + run.stderr).trim()}`],
  );
}

function listUncovered(report: Coverage, dir: string, threshold: number): string[] {
  // The share is rounded, so one line of many could vanish in it.
  const complete = (report.not_covered_lines ?? 0) === 0;
  if (threshold >= 100 ? complete : report.coverage >= threshold) return [];
  const faults = Object.entries(report.files).flatMap(([file, { not_covered: ranges = [] }]) => {
    const lines = new Set(ranges.map(({ start, end }) => `${start.row}-${end.row}`));
    return [...lines].map((range) => `${join(dir, file)}:${range}: no test covers it`);
  });
  return [`${dir}: tests cover ${report.coverage} % of the lines, not ${threshold} %`, ...faults];
}

function listFailures(stdout: string, dir: string): string[] | undefined {
  let results: TestResult[];
  try {
    results = JSON.parse(stdout) as TestResult[];
  } catch {
    return undefined;
  }
  const bad = results.filter(({ fail, error }) => fail === true || error !== undefined);
  if (bad.length === 0) return undefined;
  return bad.map(
    ({ package: name, name: test, location }) =>
      `${join(dir, location?.file ?? '')}:${location?.row ?? 0}: ${name}.${test} fails`,
  );
}
