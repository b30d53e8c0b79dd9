/** `regent policy check`: all that can be said of policies without their tests. */
import { join } from 'node:path';
import type { Decided } from '../../gateway/types.ts';
import type { Opa } from '../find-opa.ts';
import type { OpaFault } from '../opa.ts';
import { listCheckFaults } from '../opa.ts';
import type { PolicyFiles } from '../policy-files.ts';
import { checkMasks } from './check-masks.ts';
import { decideByWasm } from './evaluate.ts';
import { readExamples } from './examples.ts';
import type { Case, Finding, Report } from './findings.ts';
import { isNote } from './findings.ts';
import { checkFormat } from './format.ts';
import { build, list } from './prepare.ts';
import { remedyFor } from './remedies.ts';

/**
 * Checks the format, the rules of the language, the built-in functions, the paths of masks, and that
 * every example gives a decision of the right shape. Throws SetupError where it could not be done.
 */
export async function check(
  opa: Opa,
  dir: string,
  options: { diff: boolean } = { diff: false },
): Promise<Report> {
  const cases: Case[] = [];
  const findings: Finding[] = [];
  const run = async (name: string, work: Promise<Finding[]>): Promise<Finding[]> => {
    const start = performance.now();
    const found = await work;
    findings.push(...found);
    const failures = found.filter((finding) => !isNote(finding)).map(({ message }) => message);
    cases.push({ suite: dir, name, seconds: (performance.now() - start) / 1000, failures });
    return found;
  };
  const files = await list(dir);
  if (Array.isArray(files)) {
    await run('files', Promise.resolve(files));
    return { command: 'policy check', dir, findings, cases };
  }
  const faults = await run('opa check', checkLanguage(opa, dir));
  // What does not parse can be neither formatted nor built, and opa would only say so again.
  if (faults.length === 0) {
    await Promise.all([
      run('opa fmt', checkFormat(opa, dir, options)),
      run('decisions', checkDecisions(opa, dir, files)),
    ]);
  }
  await run('masks', checkMasks(opa, dir, files.policies));
  return { command: 'policy check', dir, findings, cases };
}

async function checkLanguage(opa: Opa, dir: string): Promise<Finding[]> {
  const found = new Map<string, Finding>();
  for (const fault of await listCheckFaults(opa, dir)) {
    const finding = toFinding(fault, dir);
    found.set(JSON.stringify([finding.file, finding.line, finding.message]), finding);
  }
  return [...found.values()];
}

function toFinding({ message, file, line, column }: OpaFault, dir: string): Finding {
  const builtin = /^undefined function (\S+)$/.exec(message)?.[1];
  return {
    ...(builtin === undefined
      ? { code: 'not-valid' }
      : { code: 'builtin-unavailable', details: [remedyFor(builtin)] }),
    message,
    ...(file !== undefined && { file: join(dir, file) }),
    ...(line !== undefined && { line }),
    ...(column !== undefined && { column }),
  };
}

async function checkDecisions(opa: Opa, dir: string, files: PolicyFiles): Promise<Finding[]> {
  const [bundle, { examples, findings }] = await Promise.all([
    build(opa, dir, files),
    readExamples(dir, files.examples),
  ]);
  if (Array.isArray(bundle)) return [...findings, ...bundle];
  const inputs = examples.map(({ input }) => input);
  const decided: Decided[] = await decideByWasm(bundle, inputs);
  const faults = examples.flatMap(({ file, line, name }, i): Finding[] => {
    const fault = decided[i]?.fault;
    if (fault === undefined) return [];
    const message = `example ${JSON.stringify(name)}: there is no usable decision`;
    return [{ code: 'no-decision', message, details: [`Regent: ${fault}`], file, line }];
  });
  return [...findings, ...faults];
}
