/** `regent evidence …`: what an auditor does. Exit codes: 0 fine, 1 something was found, 2 it could not run. */
import { InvalidArgumentError, Option, type Command } from 'commander';
import { addAcceptClockCommand } from './evidence-accept-clock.ts';
import { addEraseCommands } from './evidence-erase.ts';
import { SetupError } from '../gateway/errors.ts';

/** Adds the commands; each is loaded when it is used. */
export function addEvidenceCommands(evidence: Command): void {
  addVerify(evidence);
  addQuery(evidence);
  addExport(evidence);
  addReplay(evidence);
  addApprovals(evidence);
  addReconcile(evidence);
  addEraseCommands(evidence);
  addAcceptClockCommand(evidence);
}

function addVerify(evidence: Command): void {
  command(evidence, 'verify <path>', "verify a ledger's directory or an archive, offline")
    .requiredOption('--key <vkey>', 'key that signs the checkpoints; again for several', collect)
    .option(
      '--witness <vkey>',
      'key of a witness that must have cosigned; again for several',
      collect,
      [],
    )
    .option('--checkpoint <file>', 'a checkpoint that you kept; again for several', collect, [])
    .option('--no-bodies', 'do not read recorded bodies')
    .option('--json', 'print JSON')
    .action(async (path: string, options) => {
      const { runVerify } = await import('./evidence-verify.ts');
      await run(() => runVerify(path, options));
    });
}

function addQuery(evidence: Command): void {
  withKeys(withRange(command(evidence, 'query <dir>', 'list entries: who did what, when, why')))
    .option('--identity <subject>', 'of this agent or person, also as actor or approver')
    .option('--issuer <url>', 'of an identity of this issuer')
    .option('--subject <type:value>', 'about this data subject; needs the keys')
    .option('--connection <name>', 'to this service')
    .addOption(
      new Option('--action <action>', 'so decided').choices(['allow', 'deny', 'mask', 'approve']),
    )
    .option('--approval <id>', 'of this approval')
    .option('--session <id>', 'of this session')
    .option('--type <type>', 'entries of this type; again for several', collect)
    .option('--limit <n>', 'at most so many', readCount)
    .addOption(
      new Option('--format <form>', 'of the rows')
        .choices(['table', 'json', 'csv', 'parquet'])
        .default('table'),
    )
    .option('--output <file>', 'write there instead of to standard output; needed for parquet')
    .option('--scan', 'read every entry instead of an index')
    .option('--check', 'compare what is shown with the entries themselves')
    .action(async (dir: string, options) => {
      const { runQuery } = await import('./evidence-query.ts');
      await run(() => runQuery(dir, options));
    });
}

function addExport(evidence: Command): void {
  withKeys(
    withRange(command(evidence, 'export <dir>', 'cut out an archive that can be verified alone')),
  )
    .option('--subject <type:value>', 'only exchanges about this data subject; needs the keys')
    .option('--session <id>', 'only exchanges of this session')
    .requiredOption('--out <file>', 'the archive: FILE.tar or FILE.tar.zst')
    .action(async (dir: string, options) => {
      const { runExport } = await import('./evidence-export.ts');
      await run(() => runExport(dir, options));
    });
}

function addReplay(evidence: Command): void {
  withKeys(command(evidence, 'replay <path>', 'decide everything again: it must come out the same'))
    .option('--json', 'print JSON')
    .action(async (path: string, options) => {
      const { runReplay } = await import('./evidence-replay.ts');
      await run(() => runReplay(path, options));
    });
}

function addApprovals(evidence: Command): void {
  withKeys(
    command(evidence, 'approvals <path>', 'check who approved what: bindings, signatures, uses'),
  )
    .option('--json', 'print JSON')
    .action(async (path: string, options) => {
      const { runApprovals } = await import('./evidence-approvals.ts');
      await run(() => runApprovals(path, options));
    });
}

function addReconcile(evidence: Command): void {
  withKeys(
    withRange(command(evidence, 'reconcile <path>', "compare with the upstream's own access log")),
  )
    .requiredOption('--with <file>', 'the access log, plain or compressed')
    .addOption(
      new Option('--format <form>', 'of the log (default: told by its lines)').choices([
        'nginx',
        'envoy',
        'common',
        'json',
      ]),
    )
    .option('--connection <name>', 'the connection whose upstream wrote the log')
    .option('--window <seconds>', 'between the clocks, and an event and its record', readCount, 2)
    .option('--prefix <path>', 'what the log has before the paths that Regent asks for', '')
    .option(
      '--ignore <path>',
      'requests of others that are known, such as /healthz; again for several',
      collect,
      [],
    )
    .option('--json', 'print JSON')
    .action(async (path: string, options) => {
      const { runReconcile } = await import('./evidence-reconcile.ts');
      await run(() => runReconcile(path, options));
    });
}

function command(evidence: Command, name: string, description: string): Command {
  return evidence
    .command(name)
    .description(description)
    .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2));
}

function withKeys(command: Command): Command {
  return command
    .option('--config <file>', 'regent.yaml whose keys open what is sealed')
    .option('--key-file <file>', "a key's file, or id=file for another than `evidence`");
}

function withRange(command: Command): Command {
  return command
    .option('--from <time>', 'from this time on, or this day (UTC)', readFrom)
    .option('--to <time>', 'up to this time, or the end of this day (UTC)', readTo);
}

/** Sets the exit code. */
async function run(work: () => Promise<number>): Promise<void> {
  try {
    process.exitCode = await work();
  } catch (error) {
    // Whatever it is, it is not the finding that 1 stands for.
    if (error instanceof SetupError) for (const fault of error.faults) console.error(fault);
    else console.error(error);
    process.exitCode = 2;
  }
}

function collect(value: string, values: string[] = []): string[] {
  return [...values, value];
}

function readCount(text: string): number {
  if (!/^[0-9]{1,15}$/.test(text)) throw new InvalidArgumentError('must be a number from 0.');
  return Number(text);
}

function readFrom(text: string): Date {
  return readTime(text, 'T00:00:00.000Z');
}

function readTo(text: string): Date {
  return readTime(text, 'T23:59:59.999Z');
}

/** RFC 3339, or a day. */
function readTime(text: string, rest: string): Date {
  const isDay = /^\d{4}-\d{2}-\d{2}$/.test(text);
  const isTime = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/.test(text);
  const time = new Date(isDay ? text + rest : text);
  if ((!isDay && !isTime) || Number.isNaN(time.getTime())) {
    throw new InvalidArgumentError('must be such as 2026-11-28 or 2026-11-28T20:15:00Z.');
  }
  return time;
}
