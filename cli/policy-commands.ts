import { readFile, writeFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { buildBundle } from '../bundles/build.ts';
import { findOpa } from '../bundles/find-opa.ts';
import { check } from '../bundles/policy/check.ts';
import { describeExplanation, explain } from '../bundles/policy/explain.ts';
import type { Report } from '../bundles/policy/findings.ts';
import { isGood } from '../bundles/policy/findings.ts';
import { checkFormat, formatPolicies } from '../bundles/policy/format.ts';
import { plainJson, plainText } from '../bundles/policy/plain.ts';
import { list } from '../bundles/policy/prepare.ts';
import type { Format } from '../bundles/policy/report.ts';
import { writeReport } from '../bundles/policy/report.ts';
import { test } from '../bundles/policy/test.ts';
import { watchPolicies } from '../bundles/policy/watch.ts';
import { SetupError } from '../gateway/errors.ts';

interface ReportOptions {
  format: Format;
  output?: string;
  junit?: string;
  sarif?: string;
}

/**
 * Does the work and gives the exit code: 0 where it says that all is good, 1 where not, 2 where it
 * could not be done. What is printed goes by no CI for a command.
 */
export async function runPolicyCommand(work: () => Promise<boolean>): Promise<0 | 1 | 2> {
  try {
    return (await work()) ? 0 : 1;
  } catch (error) {
    // A file that cannot be read or written is told in a line too.
    const known = error instanceof SetupError || (error as NodeJS.ErrnoException).code;
    console.error(plainText(known ? (error as Error).message : String((error as Error).stack)));
    return 2;
  }
}

/** `regent policy check`. */
export async function checkCommand(
  dir: string,
  options: ReportOptions & { diff?: boolean },
): Promise<boolean> {
  const report = await check(await findOpa(), dir, { diff: options.diff === true });
  return await put(report, options);
}

/** `regent policy test`. */
export async function testCommand(
  dir: string,
  options: ReportOptions & { threshold: number },
): Promise<boolean> {
  return await put(await test(await findOpa(), dir, options), options);
}

/** `regent policy eval`: good where there is a usable decision, and `opa` agrees with it. */
export async function evalCommand(
  dir: string,
  options: { input: string; json?: boolean },
): Promise<boolean> {
  const { input } = options;
  const inputText = input === '-' ? await text(process.stdin) : await readFile(input, 'utf8');
  const explanation = await explain(await findOpa(), dir, inputText);
  process.stdout.write(
    options.json === true ? plainJson(explanation) : describeExplanation(explanation),
  );
  return explanation.fault === undefined && explanation.differs.length === 0;
}

/** `regent policy fmt`. */
export async function formatCommand(dir: string, options: { check?: boolean }): Promise<boolean> {
  const opa = await findOpa();
  if (options.check === true) {
    const findings = await checkFormat(opa, dir, { diff: false });
    const report = { command: 'policy fmt', dir, findings, cases: [] };
    return await put(report, { format: 'pretty' });
  }
  const changed = await formatPolicies(opa, dir);
  console.log(plainText(changed.map((name) => `formatted ${JSON.stringify(name)}`).join('\n')));
  return true;
}

/** `regent policy build`. */
export async function buildCommand(
  dir: string,
  options: { out: string; revision?: string },
): Promise<boolean> {
  const opa = await findOpa();
  const files = await list(dir);
  if (Array.isArray(files)) {
    const report = { command: 'policy build', dir, findings: files, cases: [] };
    return await put(report, { format: 'pretty' });
  }
  const revision = options.revision ?? `dev-${files.sha256.slice(0, 12)}`;
  try {
    const bundle = await buildBundle({
      policies: dir,
      out: options.out,
      revision,
      opa,
      note: (line) => console.error(plainText(`note: ${line}`)),
    });
    console.log(plainText(`${options.out}: revision ${bundle.revision}, ${bundle.digest}`));
    return true;
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    console.error(plainText(error.message));
    return false;
  }
}

/** `regent policy watch`: until the process is told to end. */
export async function watchCommand(dir: string): Promise<boolean> {
  // What is told is the state at each change, so a directory that is not there is a fault of its own.
  await list(dir);
  const watch = await watchPolicies(dir, (change) => {
    const time = new Date().toLocaleTimeString('en-GB');
    console.log(
      change.good
        ? plainText(`${time} good: ${change.bundle.revision}`)
        : plainText([`${time} to mend:`, ...change.faults].join('\n')),
    );
  });
  const close = (): void => void watch.close();
  process.once('SIGINT', close).once('SIGTERM', close);
  await watch.done;
  return true;
}

async function put(report: Report, options: ReportOptions): Promise<boolean> {
  const { format, output, junit, sarif } = options;
  const text = writeReport(report, format);
  if (output === undefined) process.stdout.write(text);
  else await writeFile(output, text);
  if (junit !== undefined) await writeFile(junit, writeReport(report, 'junit'));
  if (sarif !== undefined) await writeFile(sarif, writeReport(report, 'sarif'));
  return isGood(report);
}
