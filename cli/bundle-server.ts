/** `regent bundle serve`, and what talks to it. */
import type { Command } from 'commander';
import type { ListedEntry } from '../bundles/server/store.ts';
import { SetupError } from '../gateway/errors.ts';
import {
  connect,
  readBytes,
  readSigning,
  withAccess,
  withChange,
  withSigning,
  type AccessOptions,
  type SigningOptions,
} from './bundle-server-options.ts';

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

/** One entry: what, when, who, why; and the bundle's size, or that it was removed. */
function print(channel: string, entry: ListedEntry): void {
  const { action, revision, sequence, digest, at, by, expires, origin, reason, size } = entry;
  const source = origin === undefined ? '' : ` of ${origin.digest} in ${origin.channel}`;
  const bytes = size === undefined ? '' : `  ${formatSize(size)}`;
  console.log(plain(`${channel}: ${revision}  sequence ${sequence}  ${digest}${bytes}`));
  console.log(plain(`  ${action}${source}, ${at}, by ${by}; expires ${expires}`));
  if (reason !== '') console.log(plain(`  because ${reason}`));
  if (entry.removed !== undefined) console.log(plain(`  removed by retention, ${entry.removed}`));
}

function formatSize(bytes: number): string {
  return bytes < 2 ** 20
    ? `${Math.ceil(bytes / 2 ** 10)} KiB`
    : `${(bytes / 2 ** 20).toFixed(1)} MiB`;
}

/** What others wrote must not steer the terminal. */
function plain(text: string): string {
  return text.replaceAll(/\p{C}/gu, '?');
}
