import type { Command } from 'commander';
import { InvalidArgumentError, Option } from 'commander';
import type { Format } from '../bundles/policy/report.ts';
import type * as Commands from './policy-commands.ts';

interface ReportOptions {
  format: Format;
  output?: string;
  junit?: string;
  sarif?: string;
}

/**
 * Adds `regent policy check|test|eval|fmt|build|watch`. They end with 0 where all is good, 1 where
 * something is found, 2 where they could not be run.
 */
export function addPolicyCommands(policy: Command): void {
  // A mistyped option is no finding.
  policy.exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2));
  const run = async (work: (commands: typeof Commands) => Promise<boolean>): Promise<void> => {
    const commands = await import('./policy-commands.ts');
    process.exitCode = await commands.runPolicyCommand(() => work(commands));
  };

  withReport(policy.command('check [dir]'))
    .description('check format, language, built-in functions, mask paths and decisions')
    .option('--diff', 'show what `opa fmt` would change')
    .action((dir: string | undefined, options: ReportOptions & { diff?: boolean }) =>
      run((commands) => commands.checkCommand(dir ?? DEFAULT_DIR, options)),
    );
  withReport(policy.command('test [dir]'))
    .description('run the tests, their coverage, and the examples by opa and by Regent')
    .option('--threshold <percent>', 'least share of lines that tests cover', readPercent, 100)
    .action((dir: string | undefined, options: ReportOptions & { threshold: number }) =>
      run((commands) => commands.testCommand(dir ?? DEFAULT_DIR, options)),
    );
  policy
    .command('eval [dir]')
    .description('decide one input and say which rules made the decision')
    .requiredOption('-i, --input <file>', 'JSON of the input; - for the standard input')
    .option('--json', 'print JSON')
    .action((dir: string | undefined, options: { input: string; json?: boolean }) =>
      run((commands) => commands.evalCommand(dir ?? DEFAULT_DIR, options)),
    );
  policy
    .command('fmt [dir]')
    .description('format the policies in place')
    .option('--check', 'change nothing and name the files that would change')
    .action((dir: string | undefined, options: { check?: boolean }) =>
      run((commands) => commands.formatCommand(dir ?? DEFAULT_DIR, options)),
    );
  policy
    .command('build [dir]')
    .description('check the policies and write their bundle, unsigned')
    .requiredOption('-o, --out <file>', 'bundle to write')
    .option('--revision <text>', 'revision in the manifest (default: dev- and a digest)')
    .action((dir: string | undefined, options: { out: string; revision?: string }) =>
      run((commands) => commands.buildCommand(dir ?? DEFAULT_DIR, options)),
    );
  policy
    .command('watch [dir]')
    .description('check, test and build at each saved change')
    .action((dir: string | undefined) =>
      run((commands) => commands.watchCommand(dir ?? DEFAULT_DIR)),
    );
}

const DEFAULT_DIR = 'policies';
const FORMAT_NAMES = ['pretty', 'json', 'junit', 'sarif', 'github'];

function withReport(command: Command): Command {
  return command
    .addOption(
      new Option('-f, --format <format>', 'of what is printed')
        .choices(FORMAT_NAMES)
        .default('pretty'),
    )
    .option('--output <file>', 'write there what else is printed')
    .option('--junit <file>', 'also write JUnit XML there')
    .option('--sarif <file>', 'also write SARIF 2.1.0 there');
}

function readPercent(text: string): number {
  const percent = Number(text);
  if (!/^\d+(\.\d+)?$/.test(text) || percent > 100) {
    throw new InvalidArgumentError('must be a number from 0 to 100.');
  }
  return percent;
}
