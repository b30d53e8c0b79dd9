import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { InvalidArgumentError, type Command } from 'commander';
import { SetupError } from '../gateway/errors.ts';
import type { Certificate } from '../gateway/ledger/subjects/certificate.ts';
import { findAccess, type AccessOptions } from './find-access.ts';

interface EraseOptions extends AccessOptions {
  type: string;
  subject: string;
  reference: string;
  config?: string;
  output?: string;
}

/** What has been erased. */
interface Answer {
  erasure: string;
  count: number;
  certificate: Certificate;
}

/** Adds `regent evidence erase` and `regent evidence verify-certificate`. */
export function addEraseCommands(evidence: Command): void {
  evidence
    .command('erase')
    .description("destroy the keys of a data subject's evidence")
    .requiredOption('--type <type>', 'type of the subject, as decisions have it', 'person')
    .requiredOption('--subject <value>', 'identifier of the subject, as it stood in the data')
    .requiredOption('--reference <text>', 'your reference of the request, such as its file number')
    .option('--config <file>', 'regent.yaml: erase in its ledger, where no gateway runs')
    .option('--output <file>', 'write the certificate there')
    .option('--admin <url>', 'admin listener (default: that of the running `regent dev`)')
    .option('--token <jwt>', 'your token (default: REGENT_TOKEN, or that of `regent login`)')
    .option('--as <name>', 'under `regent dev`: the example person to be (default: dana)')
    .action(erase);
  evidence
    .command('verify-certificate <file>')
    .description('check the certificate of an erasure, offline')
    .requiredOption('--key <vkey>', "the ledger's public key")
    .option('--type <type>', 'type of the subject that it is to concern', 'person')
    .option('--subject <value>', 'the subject that it is to concern; needs --nonce')
    .option('--nonce <base64>', 'the nonce that the subject was given', readNonce)
    .action(verify);
}

async function erase(options: EraseOptions): Promise<void> {
  const nonce = randomBytes(32);
  // Before anything happens: later it is nowhere any more.
  console.log(`nonce: ${nonce.toString('base64')}`);
  console.log(
    'Give it to the data subject alone: with it they can show that the certificate is theirs.',
  );
  const { erasure, count, certificate } = await (options.config === undefined
    ? eraseRemotely(options, nonce)
    : eraseHere(options, options.config, nonce));
  console.log(`erasure ${erasure}: the keys of ${count} exchanges are destroyed`);
  const text = `${JSON.stringify(certificate)}\n`;
  if (options.output === undefined) process.stdout.write(text);
  else await writeFile(options.output, text);
}

async function eraseRemotely(options: EraseOptions, nonce: Buffer): Promise<Answer> {
  const { type, subject: value, reference } = options;
  const { admin, token } = await findAccess(options);
  const response = await fetch(new URL('/v1/erasures', admin), {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ type, value, reference, nonce: nonce.toString('base64') }),
  }).catch((error: unknown) => {
    throw new SetupError([`The gateway's admin listener ${admin} does not answer.`], error);
  });
  const answer = (await response.json()) as Answer & { code?: string; detail?: string };
  if (!response.ok) throw new SetupError([`${answer.code}: ${answer.detail}`]);
  return answer;
}

async function eraseHere(options: EraseOptions, config: string, nonce: Buffer): Promise<Answer> {
  const { eraseOffline } = await import('./erase-offline.ts');
  const { type, subject: value, reference } = options;
  return eraseOffline(config, { subject: { type, value }, reference, nonce });
}

async function verify(
  file: string,
  options: { key: string; type: string; subject?: string; nonce?: Buffer },
): Promise<void> {
  const { verifyCertificate } = await import('../evidence/erase/verify-certificate.ts');
  const { key, type, subject: value, nonce } = options;
  if ((value === undefined) !== (nonce === undefined)) {
    throw new SetupError(['--subject and --nonce go together']);
  }
  try {
    const subject = value !== undefined && nonce ? { subject: { type, value, nonce } } : {};
    const told = verifyCertificate(await readFile(file, 'utf8'), { key, ...subject });
    console.log(`good: ${told.origin} erased ${told.count} exchanges at ${told.time}`);
    console.log(`reference ${told.reference}, erasure ${told.erasure}`);
    if (value !== undefined) console.log(`It concerns ${type} ${value}.`);
  } catch (error) {
    throw new SetupError([`${file}: ${(error as Error).message}`], error);
  }
}

function readNonce(text: string): Buffer {
  const nonce = Buffer.from(text, 'base64');
  if (nonce.length !== 32) throw new InvalidArgumentError('must be 32 bytes in base64.');
  return nonce;
}
