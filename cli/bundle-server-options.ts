/** The options of the commands that talk to a bundle server. */
import { readFileSync } from 'node:fs';
import { Option, type Command } from 'commander';
import type { Signing } from '../bundles/server/change-remotely.ts';
import type { BundleClient } from '../bundles/server/client.ts';
import { ALGORITHMS, type Algorithm, type TrustedKey } from '../bundles/trust.ts';
import { SetupError } from '../gateway/errors.ts';

/** Where the server is, and who calls. */
export interface AccessOptions {
  server: string;
  token?: string;
  ca?: string;
  cert?: string;
  certKey?: string;
}

/** How a bundle is signed anew. */
export interface SigningOptions {
  key?: string;
  keyId?: string;
  algorithm: Algorithm;
  trustedKey: TrustedKey[];
}

/** Adds the options that say where the server is and who calls. */
export function withAccess(command: Command): Command {
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

/** Adds those of a command that changes a channel. */
export function withChange(command: Command): Command {
  return withAccess(command).option('--reason <text>', 'why, for the history', '');
}

/** Adds those of a command that signs a bundle anew. */
export function withSigning(command: Command): Command {
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

/** How to sign, if there is a key. Throws SetupError. */
export function readSigning(
  { key, keyId, algorithm, trustedKey }: SigningOptions,
  fromScope: string,
  scope: string,
): Signing | undefined {
  if (key === undefined) return undefined;
  if (keyId === undefined) throw new SetupError(['--key needs --key-id']);
  const privateKey = readBytes(key).toString('utf8');
  return { key: { id: keyId, algorithm, privateKey }, trusted: trustedKey, fromScope, scope };
}

/** The client of the server that the options name. Throws SetupError. */
export async function connect(options: AccessOptions): Promise<BundleClient> {
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

/** Throws SetupError that names the file. */
export function readBytes(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    throw new SetupError([`${file}: ${(error as Error).message}`], error);
  }
}
