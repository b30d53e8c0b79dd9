import { Command, InvalidArgumentError } from 'commander';
import { Refusal, SetupError } from '../gateway/errors.ts';
import { VERSION } from '../gateway/version.ts';
import type { AccessOptions } from './find-access.ts';
import { addRedactCommand } from './redact.ts';
import { addWitnessCommand } from './witness.ts';

/** The `regent` command. Each subcommand is loaded only when it is used. Ends the process with 1 on failure. */
export async function main(argv: string[]): Promise<void> {
  try {
    const program = buildProgram();
    await addFamily(program, argv[2]);
    await program.parseAsync(argv);
  } catch (error) {
    report(error);
    // What had been started before the fault must not keep the process alive.
    process.exit(1);
  }
}

function buildProgram(): Command {
  const program = new Command('regent')
    .description('Policy-enforcing gateway through which AI agents reach internal services')
    .version(VERSION)
    .showHelpAfterError();

  program
    .command('dev')
    .description('run gateway, example upstream and example issuer on loopback')
    .option(
      '-p, --port <port>',
      'port of the gateway; admin takes the next one (default: 8080)',
      readPort,
    )
    .option('--state-dir <dir>', 'where ledger, bundle and approvals are kept', '.regent')
    .option('--policies <dir>', 'policies to run, watched (default: those of this package)')
    .action(async (options: { port?: number; stateDir: string; policies?: string }) => {
      const { dev } = await import('./dev/dev.ts').catch(explainMissing);
      await dev(options);
    });

  program
    .command('serve')
    .description('run the gateway')
    .requiredOption('-c, --config <file>', 'configuration file')
    .action(async (options: { config: string }) => {
      const { serve } = await import('./serve.ts');
      await serve(options.config);
    });

  program
    .command('check-config')
    .description('check a configuration file and name every fault in it')
    .requiredOption('-c, --config <file>', 'configuration file')
    .action(async (options: { config: string }) => {
      const { checkConfig } = await import('./check-config.ts');
      await checkConfig(options.config);
    });

  program
    .command('login')
    .description('sign in at the gateway; the other commands use it')
    .option('--url <url>', 'admin listener (default: that of the running `regent dev`)')
    .option('--way <name>', 'which provider (default: the first)')
    .action(async (options: { url?: string; way?: string }) => {
      const { login } = await import('./login.ts');
      await login(options);
    });

  program
    .command('logout')
    .description('forget what `regent login` has got')
    .option('--url <url>', 'admin listener (default: all)')
    .action(async (options: { url?: string }) => {
      const { logout } = await import('./login.ts');
      await logout(options);
    });

  addApprovals(program);
  addNotifications(program);
  addRedactCommand(program);
  addWitnessCommand(program);
  return program;
}

/** `policy …`, `bundle …` and `evidence …` bring much along, which no other subcommand shall wait for. */
async function addFamily(program: Command, name: string | undefined): Promise<void> {
  const policy = program.command('policy').description('check, test, try and compare policies');
  const bundle = program
    .command('bundle')
    .description('build, sign, verify, serve and publish bundles');
  const evidence = program
    .command('evidence')
    .description('verify, query, export, replay, reconcile and erase what was recorded');
  if (name === 'policy') {
    const { addPolicyCommands } = await import('./policy.ts');
    const { addImpactCommand } = await import('./policy-impact.ts');
    addPolicyCommands(policy);
    addImpactCommand(policy);
  } else if (name === 'bundle') {
    const { addBundleFileCommands } = await import('./bundle-files.ts');
    const { addBundleServerCommands } = await import('./bundle-server.ts');
    addBundleFileCommands(bundle);
    addBundleServerCommands(bundle);
  } else if (name === 'evidence') {
    const { addEvidenceCommands } = await import('./evidence.ts');
    addEvidenceCommands(evidence);
  }
}

/** The options by which a subcommand reaches the admin listener. */
function withAccess(command: Command): Command {
  return command
    .option('--admin <url>', 'admin listener (default: that of the running `regent dev`)')
    .option('--token <jwt>', 'your token (default: REGENT_TOKEN, or that of `regent login`)')
    .option('--as <name>', 'under `regent dev`: the example person to be (default: dana)');
}

function addNotifications(program: Command): void {
  const notifications = program
    .command('notifications')
    .description('see and repeat the messages that could not be sent');
  withAccess(notifications.command('dead-letters'))
    .description('list the messages that were given up')
    .option('--json', 'print JSON')
    .action(async (options: AccessOptions & { json?: boolean }) => {
      const { listDeadLetters } = await import('./notifications.ts');
      await listDeadLetters(options);
    });
  withAccess(notifications.command('retry [ids...]'))
    .description('send them again')
    .option('--all', 'all that are listed')
    .action(async (ids: string[], options: AccessOptions & { all?: boolean }) => {
      const { retryDeadLetters } = await import('./notifications.ts');
      await retryDeadLetters(ids, options);
    });
}

function addApprovals(program: Command): void {
  const approvals = program
    .command('approvals')
    .description('list and decide the requests that wait for a person');
  withAccess(approvals.command('list'))
    .option(
      '--state <state>',
      'pending, granted, denied, expired, withdrawn, consumed, revoked or voided',
    )
    .option('--mine', 'only those that you may decide now')
    .option('--json', 'print JSON')
    .action(async (options: AccessOptions & { state?: string; mine?: boolean; json?: boolean }) => {
      const { listApprovals } = await import('./approvals.ts');
      await listApprovals(options);
    });
  withAccess(approvals.command('show <id>'))
    .option('--json', 'print JSON')
    .action(async (id: string, options: AccessOptions & { json?: boolean }) => {
      const { showApproval } = await import('./approvals.ts');
      await showApproval(id, options);
    });
  withAccess(approvals.command('review [id]'))
    .description('list what passed by break-glass, or sign one off')
    .option('--reason <text>', 'what you found; needed with an id')
    .option('--json', 'print JSON')
    .action(async (id: string | undefined, options: AccessOptions & { reason?: string }) => {
      const { reviewApproval } = await import('./approvals.ts');
      await reviewApproval(id, options);
    });
  withAccess(approvals.command('delegate [subject]'))
    .description('list delegations, let somebody decide instead of you, or end that')
    .option('--issuer <url>', 'whose account the subject is')
    .option('--until <time>', 'when it ends, such as 2026-12-24T18:00:00Z')
    .option('--reason <text>', 'why, for the record')
    .option('--end <id>', 'end this delegation')
    .action(async (subject: string | undefined, options: AccessOptions) => {
      const { delegateApprovals } = await import('./approvals.ts');
      await delegateApprovals(subject, options);
    });
  for (const verb of ['approve', 'deny', 'revoke'] as const) {
    withAccess(approvals.command(`${verb} <id>`))
      .option('--reason <text>', 'why, for the record')
      .action(async (id: string, options: AccessOptions & { reason?: string }) => {
        const { decideApproval } = await import('./approvals.ts');
        await decideApproval(id, verb, options);
      });
  }
}

/** `regent dev` brings what an installation for production leaves out. */
function explainMissing(error: NodeJS.ErrnoException): never {
  if (error.code !== 'ERR_MODULE_NOT_FOUND') throw error;
  throw new SetupError(
    [
      'regent dev needs the examples and the development packages: run it in a clone, after `npm ci`',
    ],
    error,
  );
}

function readPort(text: string): number {
  const port = Number(text);
  if (!/^[0-9]+$/.test(text) || port > 65534) {
    throw new InvalidArgumentError('must be a number from 0 to 65534.');
  }
  return port;
}

function report(error: unknown): void {
  if (error instanceof SetupError) {
    for (const fault of error.faults) console.error(fault);
  } else if (error instanceof Refusal) {
    console.error(`${error.code}: ${error.detail}`);
  } else {
    console.error(error);
  }
}
