/** Policies, logs and runs for the tests of the impact. */
import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { assessImpact, type ImpactOptions } from '../../bundles/impact/impact.ts';
import { loadBytes, readPolicies } from '../../bundles/impact/load.ts';
import type { Kind } from '../../bundles/impact/kinds.ts';
import type { Group, Report } from '../../bundles/impact/types.ts';
import type { Decision, PolicyInput } from '../../gateway/types.ts';
import { writeTestBundle } from '../helpers/gateway.ts';
import { sampleInput, type InputOverrides } from '../helpers/input.ts';

/** Builds the rules of package `regent` into a bundle file below `dir`, with the real opa. */
export async function bundleFile(dir: string, name: string, rules: string): Promise<string> {
  const folder = join(dir, name);
  await mkdir(folder);
  return await writeTestBundle(folder, rules);
}

/** Rego that answers this decision to requests whose first segment is `first`. */
export function decideFor(first: string, decision: unknown): string {
  return `decision := ${JSON.stringify(decision)} if input.request.segments[0] == "${first}"\n`;
}

/** A request for this first segment. */
export function inputFor(first: string, overrides: InputOverrides = {}): PolicyInput {
  return sampleInput({ ...overrides, request: { segments: [first, '17'], ...overrides.request } });
}

/** An entry of OPA's decision log. */
export function opaEntry(input: unknown, result: unknown, more: object = {}): object {
  return {
    decision_id: randomUUID(),
    input,
    labels: { id: 'test', version: '1.19.0' },
    level: 'info',
    msg: 'Decision Log',
    path: 'regent/decision',
    ...(result !== undefined && { result }),
    timestamp: '2026-01-01T00:00:00.000Z',
    type: 'openpolicyagent.org/decision_logs',
    ...more,
  };
}

/** Writes entries, or lines as they are, to a file; gives its name. */
export async function writeLog(dir: string, entries: (object | string)[]): Promise<string> {
  const file = join(dir, `${randomUUID()}.log`);
  const lines = entries.map((entry) => (typeof entry === 'string' ? entry : JSON.stringify(entry)));
  await writeFile(file, lines.map((line) => `${line}\n`).join(''));
  return file;
}

/** A log of these inputs as the bundle's policy decides them. */
export async function recordDecisions(
  dir: string,
  bundle: string,
  inputs: PolicyInput[],
): Promise<string> {
  const { policy } = await loadBytes(await readPolicies(bundle));
  const entries = inputs.map((input) =>
    opaEntry(input, policy.decide(JSON.stringify(input)).decision),
  );
  return await writeLog(dir, entries);
}

/** One recorded decision, and what the candidate's would be: the report of it. */
export async function compareOne(
  dir: string,
  before: Decision,
  after: Decision,
  options: Partial<ImpactOptions> = {},
): Promise<Report> {
  const candidate = await bundleFile(dir, randomUUID(), decideFor('a', after));
  const against = await writeLog(dir, [opaEntry(inputFor('a'), before)]);
  return await assessImpact({ ...options, candidate, against });
}

/** The kinds of a report. */
export function kindsOf(report: Report): Kind[] {
  return report.changes.map(({ kind }) => kind);
}

/** All groups of a kind. */
export function groupsOf(report: Report, kind: Kind): Group[] {
  return report.changes.find((change) => change.kind === kind)?.groups ?? [];
}

const COMMAND = join(import.meta.dirname, 'run-command.ts');

/** Runs the command in a process of its own; gives exit code and output. */
export function runCommand(
  args: string[],
  cwd?: string,
): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    const options = { maxBuffer: 1 << 26, ...(cwd !== undefined && { cwd }) };
    execFile(process.execPath, [COMMAND, 'impact', ...args], options, (error, stdout, stderr) => {
      const code = error === null ? 0 : error.code;
      resolve({ code: typeof code === 'number' ? code : -1, stdout, stderr });
    });
  });
}
