import { readFileSync } from 'node:fs';
import { Option, type Command } from 'commander';
import type { BundleClient } from '../bundles/server/client.ts';
import type { Signing } from '../bundles/server/change-remotely.ts';
import type { HistoryEntry } from '../bundles/server/history.ts';
import { ALGORITHMS, type Algorithm, type TrustedKey } from '../bundles/trust.ts';
import { SetupError } from '../gateway/errors.ts';

interface AccessOptions {
  server: string;
  token?: string;
  ca?: string;
  cert?: string;
  certKey?: string;
}

interface SigningOptions {
  key?: string;
  keyId?: string;
  algorithm: Algorithm;
  trustedKey: TrustedKey[];
}

type PublishOptions = AccessOptions & { channel: string; reason: string };
type PromoteOptions = AccessOptions &
  SigningOptions & { from: string; to: string; reason: string; fromScope?: string; scope?: string };
type RollbackOptions = PublishOptions & SigningOptions & { to: string; scope?: string };

/** Adds `serve`, `publish`, `promote`, `rollback`, `list` and `history` to `regent bundle`. */
export function addBundleServerCommands(bundle: Command): void {
  bundle
    .command('serve')
    .description('run the bundle server')
    .requiredOption('-c, --config <file>', 'configuration file')
    .action(serve);
  withChange(bundle.command('publish <file>'))
    .description('put a signed bundle into a channel')
    .requiredOption('--channel <name>', 'channel')
    .action(async (file: string, options: PublishOptions) => {
      const client = await connect(options);
      const change = { action: 'publish' as const, reason: options.reason };
      print(options.channel, await client.change(options.channel, change, readBytes(file)));
    });
  withSigning(withChange(bundle.command('promote')))
    .description("put a channel's bundle into another one; with --key it is signed for it anew")
    .requiredOption('--from <name>', 'channel that has the bundle')
    .requiredOption('--to <name>', 'channel that gets it')
    .option('--from-scope <scope>', 'scope of the signature that it has (default: --from)')
    .option('--scope <scope>', 'scope of the new signature (default: --to)')
    .action(async (options: PromoteOptions) => {
      const { promote } = await import('../bundles/server/change-remotely.ts');
      const { from, to, fromScope = from, scope = to } = options;
      print(
        to,
        await promote(await connect(options), options, readSigning(options, fromScope, scope)),
      );
    });
  withSigning(withChange(bundle.command('rollback')))
    .description('put the content of an earlier bundle into a channel again, signed anew')
    .requiredOption('--channel <name>', 'channel')
    .requiredOption('--to <revision>', "revision or digest, from the channel's history")
    .option('--scope <scope>', 'scope of both signatures (default: --channel)')
    .action(async (options: RollbackOptions) => {
      const { rollback } = await import('../bundles/server/change-remotely.ts');
      const { channel, scope = channel } = options;
      const signing = readSigning(options, scope, scope);
      if (signing === undefined) {
        throw new SetupError(['--key is needed: old content gets a new sequence and signature']);
      }
      print(channel, await rollback(await connect(options), options, signing));
    });
  withAccess(bundle.command('list'))
    .description('show what the channels have')
    .option('--json', 'print JSON')
    .action(list);
  withAccess(bundle.command('history'))
    .description('show who changed a channel, when, and why; the latest first')
    .requiredOption('--channel <name>', 'channel')
    .option('--json', 'print JSON')
    .action(showHistory);
}

async function serve({ config: file }: { config: string }): Promise<void> {
  const { loadServerConfig } = await import('../bundles/server/load-config.ts');
  const { startBundleServer } = await import('../bundles/server/start.ts');
  const { createLog } = await import('./log.ts');
  const { runUntilSignal } = await import('./run-until-signal.ts');
  const config = loadServerConfig(file);
  const server = await startBundleServer(config, createLog(config.logLevel));
  await runUntilSignal(() => server.stop());
}

async function list(options: AccessOptions & { json?: boolean }): Promise<void> {
  const channels = await (await connect(options)).list();
  if (options.json === true) return console.log(JSON.stringify(channels, undefined, 2));
  if (channels.length === 0) console.log('No channel that you may list.');
  for (const { name, current } of channels) {
    if (current === undefined) console.log(`${plain(name)}: nothing yet`);
    else print(name, current);
  }
}

async function showHistory(
  options: AccessOptions & { channel: string; json?: boolean },
): Promise<void> {
  const entries = await (await connect(options)).history(options.channel);
  if (options.json === true) return console.log(JSON.stringify(entries, undefined, 2));
  if (entries.length === 0) console.log('Nothing yet.');
  for (const entry of entries.toReversed()) print(options.channel, entry);
}

function withAccess(command: Command): Command {
  return command
    .addOption(
      new Option('--server <url>', 'the bundle server')
        .env('REGENT_BUNDLE_SERVER')
        .makeOptionMandatory(),
    )
    .option('--token <jwt>', 'your token (default: REGENT_TOKEN)')
    .option('--ca <file>', "PEM of the server's authority, where it is a private one")
    .option('--cert <file>', 'PEM of your client certificate')
    .option('--cert-key <file>', 'PEM of its key');
}

function withChange(command: Command): Command {
  return withAccess(command).option('--reason <text>', 'why, for the history', '');
}

function withSigning(command: Command): Command {
  const algorithm = new Option('--algorithm <name>', 'its algorithm').choices(ALGORITHMS);
  return command
    .option('--key <file>', 'PEM of the private key to sign with (PKCS#8)')
    .option('--key-id <id>', 'what signatures call it')
    .addOption(algorithm.default('EdDSA'))
    .option(
      '--trusted-key <id,algorithm,file>',
      'another key that may have signed the bundle before; may be repeated',
      readTrustedKey,
      [],
    );
}

function readTrustedKey(text: string, earlier: TrustedKey[]): TrustedKey[] {
  const [id = '', name, ...file] = text.split(',');
  const algorithm = ALGORITHMS.find((each) => each === name);
  if (algorithm === undefined || file.length === 0) {
    throw new SetupError([`--trusted-key must be id,algorithm,file: ${text}`]);
  }
  return [...earlier, { id, algorithm, publicKey: readBytes(file.join(',')).toString('utf8') }];
}

function readSigning(
  { key, keyId, algorithm, trustedKey }: SigningOptions,
  fromScope: string,
  scope: string,
): Signing | undefined {
  if (key === undefined) return undefined;
  if (keyId === undefined) throw new SetupError(['--key needs --key-id']);
  const privateKey = readBytes(key).toString('utf8');
  return { key: { id: keyId, algorithm, privateKey }, trusted: trustedKey, fromScope, scope };
}

async function connect(options: AccessOptions): Promise<BundleClient> {
  const { createClient } = await import('../bundles/server/client.ts');
  const { server, token = process.env['REGENT_TOKEN'], ca, cert, certKey } = options;
  return createClient({
    server,
    ...(token !== undefined && { token }),
    ...(ca !== undefined && { ca: readBytes(ca).toString('utf8') }),
    ...(cert !== undefined && { cert: readBytes(cert).toString('utf8') }),
    ...(certKey !== undefined && { key: readBytes(certKey).toString('utf8') }),
  });
}

function readBytes(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    throw new SetupError([`${file}: ${(error as Error).message}`], error);
  }
}

function print(channel: string, entry: HistoryEntry): void {
  const { action, revision, sequence, digest, at, by, expires, origin, reason } = entry;
  const source = origin === undefined ? '' : ` of ${origin.digest} in ${origin.channel}`;
  console.log(plain(`${channel}: ${revision}  sequence ${sequence}  ${digest}`));
  console.log(plain(`  ${action}${source}, ${at}, by ${by}; expires ${expires}`));
  if (reason !== '') console.log(plain(`  because ${reason}`));
}

/** What others wrote must not steer the terminal. */
function plain(text: string): string {
  return text.replaceAll(/\p{C}/gu, '?');
}
