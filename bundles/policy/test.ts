/** `regent policy test`: the policies' own tests, their coverage, and the examples. */
import { join } from 'node:path';
import type { Opa } from '../find-opa.ts';
import type { PolicyFiles } from '../policy-files.ts';
import type { Bundle } from '../read.ts';
import type { Coverage, TestResult } from '../test-policies.ts';
import { hasFailed, isCovered, runTests } from '../test-policies.ts';
import { readExamples } from './examples.ts';
import type { Case, Finding, Report } from './findings.ts';
import { caseOf } from './findings.ts';
import { build, list } from './prepare.ts';
import { runExamples } from './run-examples.ts';

type Part = Omit<Report, 'command' | 'dir'>;

/**
 * Runs the tests, holds their coverage against `threshold` (percent), and decides the examples by
 * `opa` and by Regent. Throws SetupError where it could not be done.
 */
export async function test(
  opa: Opa,
  dir: string,
  options: { threshold: number } = { threshold: 100 },
): Promise<Report> {
  const command = 'policy test';
  const files = await list(dir);
  if (Array.isArray(files)) return { command, dir, ...withCases(files, dir) };
  const [tests, examples] = await Promise.all([
    runOwnTests(opa, dir, options.threshold),
    buildAndCheckExamples(opa, dir, files),
  ]);
  return {
    command,
    dir,
    cases: [...tests.cases, ...examples.cases],
    findings: [...tests.findings, ...examples.findings],
    ...(tests.coverage !== undefined && { coverage: tests.coverage }),
  };
}

/** The examples' part of it. `building` may still be in the making. Throws SetupError. */
export async function checkExamples(
  opa: Opa,
  dir: string,
  files: PolicyFiles,
  building: Promise<Bundle>,
): Promise<Part> {
  const { examples, findings } = await readExamples(dir, files.examples);
  const ran = await runExamples(opa, dir, building, examples);
  const invalid = withCases(findings, dir);
  return {
    cases: [...invalid.cases, ...ran.cases],
    findings: [...invalid.findings, ...ran.findings],
  };
}

async function buildAndCheckExamples(opa: Opa, dir: string, files: PolicyFiles): Promise<Part> {
  const bundle = await build(opa, dir, files);
  if (Array.isArray(bundle)) return withCases(bundle, dir);
  return await checkExamples(opa, dir, files, Promise.resolve(bundle));
}

function withCases(findings: Finding[], dir: string): Part {
  return { findings, cases: findings.map((finding) => caseOf(finding, dir)) };
}

async function runOwnTests(opa: Opa, dir: string, threshold: number): Promise<Part> {
  const { results, coverage, refused } = await runTests(opa, dir);
  const cases = results.map((result) => toCase(result, dir));
  const findings = results.flatMap((result) => judge(result, dir));
  const others: Finding[] = refused === undefined ? [] : [{ code: 'no-tests', message: refused }];
  if (coverage !== undefined) others.push(...judgeCoverage(coverage, dir, threshold));
  return {
    cases: [...cases, ...withCases(others, dir).cases],
    findings: [...findings, ...others],
    ...(coverage !== undefined && { coverage: coverage.coverage }),
  };
}

function toCase(result: TestResult, dir: string): Case {
  const { package: suite, name, duration = 0, skip, location } = result;
  return {
    suite,
    name,
    ...placeOf(location, dir),
    seconds: duration / 1e9,
    failures: hasFailed(result) ? describeFailure(result) : [],
    ...(skip === true && { skipped: true }),
  };
}

function judge(result: TestResult, dir: string): Finding[] {
  const name = `${result.package}.${result.name}`;
  const place = placeOf(result.location, dir);
  if (result.skip === true) {
    return [{ code: 'test-skipped', message: `${name} is not run`, ...place }];
  }
  if (!hasFailed(result)) return [];
  const [message = '', ...details] = describeFailure(result);
  return [{ code: 'test-failed', message, details, ...place }];
}

function describeFailure({
  package: suite,
  name,
  error,
  sub_results: cases,
}: TestResult): string[] {
  const failed = Object.values(cases ?? {}).filter(({ fail }) => fail === true);
  const thrown = error as { message?: string } | undefined;
  return [
    `${suite}.${name} fails`,
    ...failed.map((one) => `case ${JSON.stringify(one.name)} fails`),
    ...(thrown === undefined ? [] : [thrown.message ?? JSON.stringify(thrown)]),
  ];
}

function judgeCoverage(report: Coverage, dir: string, threshold: number): Finding[] {
  if (isCovered(report, threshold)) return [];
  const message = `tests cover ${report.coverage} % of the lines, not ${threshold} %`;
  const lines = Object.entries(report.files).flatMap(([file, { not_covered: ranges = [] }]) => {
    const unique = new Map(ranges.map(({ start, end }) => [`${start.row}-${end.row}`, start.row]));
    return [...unique].map(([range, line]): Finding => ({
      code: 'not-covered',
      message: `no test covers line ${range}`,
      file: join(dir, file),
      line,
    }));
  });
  return [{ code: 'not-covered', message: `${dir}: ${message}` }, ...lines];
}

function placeOf(location: TestResult['location'], dir: string): Pick<Finding, 'file' | 'line'> {
  return location === undefined ? {} : { file: join(dir, location.file), line: location.row };
}
