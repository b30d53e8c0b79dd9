import { writeFile } from 'node:fs/promises';
import { InvalidArgumentError, Option, type Command } from 'commander';
import { FORMATS, formatReport, type Format } from '../bundles/impact/format.ts';
import { readKeys } from './evidence-keys.ts';
import { SetupError } from '../gateway/errors.ts';

interface Options {
  candidate: string;
  baseline?: string;
  against: string;
  config?: string;
  keyFile?: string;
  since?: number;
  format: Format;
  output?: string;
  failOn?: 'loosened' | 'changed';
  maxNewlyAllowed?: number;
  maxUnmasked?: number;
  maxApprovalsLost?: number;
}

/**
 * Adds `regent policy impact`. Its exit codes: 0 fine, 1 a threshold is met, 2 it could not run.
 */
export function addImpactCommand(policy: Command): void {
  policy
    .command('impact')
    .description('show what a policy would have decided otherwise, by recorded decisions')
    .requiredOption('--candidate <path>', 'directory of policies, or bundle file')
    .option('--against <path>', "a ledger's directory, or an OPA decision log", '.regent/ledger')
    .option('--baseline <path>', 'policies that made the records: count what they reproduce')
    .option('--config <file>', 'regent.yaml whose keys open the ledger')
    .option('--key-file <file>', "a key's file, or id=file for another than `evidence`")
    .option('--since <duration>', 'only records of the last 7d, 12h, 30m, …', readDuration)
    .addOption(new Option('--format <form>', 'of the report').choices(FORMATS).default('table'))
    .option('--output <file>', 'write the report there')
    .addOption(new Option('--fail-on <what>', 'exit 1').choices(['loosened', 'changed']))
    .option('--max-newly-allowed <n>', 'exit 1 if more decisions are', readCount)
    .option('--max-unmasked <n>', 'exit 1 if more decisions lose a mask', readCount)
    .option('--max-approvals-lost <n>', 'exit 1 if more decisions are', readCount)
    .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2))
    .action(async (options: Options) => {
      process.exitCode = await runImpact(options);
    });
}

/** Gives the exit code. */
async function runImpact({
  since,
  format,
  output,
  config,
  keyFile,
  ...options
}: Options): Promise<number> {
  const { assessImpact } = await import('../bundles/impact/impact.ts');
  const { ProgressBar } = await import('../bundles/impact/progress.ts');
  const bar = new ProgressBar(process.stderr);
  try {
    const report = await assessImpact({
      ...options,
      keks: await readKeys({ config, keyFile }),
      ...(since !== undefined && { since: new Date(Date.now() - since) }),
      progress: (bytes, of, records) => bar.draw(bytes, of, records),
    });
    bar.clear();
    const text = formatReport(report, format);
    if (output === undefined) process.stdout.write(text);
    else await writeFile(output, text);
    for (const reason of report.verdict.reasons) console.error(reason);
    return report.verdict.failed ? 1 : 0;
  } catch (error) {
    bar.clear();
    // Whatever it is, it is not the verdict that 1 stands for.
    if (error instanceof SetupError) for (const fault of error.faults) console.error(fault);
    else console.error(error);
    return 2;
  }
}

const UNITS = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Milliseconds. */
function readDuration(text: string): number {
  const [, digits, unit] = /^([1-9][0-9]{0,5})([smhd])$/.exec(text) ?? [];
  if (digits === undefined) throw new InvalidArgumentError('must be such as 7d, 12h, 30m or 90s.');
  return Number(digits) * UNITS[unit as keyof typeof UNITS];
}

function readCount(text: string): number {
  if (!/^[0-9]{1,15}$/.test(text)) throw new InvalidArgumentError('must be a number from 0.');
  return Number(text);
}
