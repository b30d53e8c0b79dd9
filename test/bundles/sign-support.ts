/** Keys and signed bundles for the tests of signing. */
import { generateKeyPairSync } from 'node:crypto';
import { importPKCS8, SignJWT } from 'jose';
import { BundleRefusal } from '../../bundles/refusals.ts';
import type { BundleRefusalCode } from '../../bundles/refusals.ts';
import { writeArchive } from '../../bundles/manifest-archive.ts';
import type { BundleMetadata } from '../../bundles/metadata.ts';
import { readArchive } from '../../bundles/read-archive.ts';
import { signBundle } from '../../bundles/sign.ts';
import type { SigningKey } from '../../bundles/sign.ts';
import { listSignedFiles, SIGNATURES_FILE, writeSignatures } from '../../bundles/signatures.ts';
import type { Algorithm, Trust, TrustedKey } from '../../bundles/trust.ts';
import { verifyBundle } from '../../bundles/verify.ts';
import { MANIFEST, WASM } from './support.ts';

/** A private and a public key of one name. */
export interface Pair {
  signing: SigningKey;
  trusted: TrustedKey;
}

/** New keys. */
export function makeKeys(id: string, algorithm: Algorithm): Pair {
  const encoding = {
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  } as const;
  const { privateKey, publicKey } =
    algorithm === 'EdDSA'
      ? generateKeyPairSync('ed25519', encoding)
      : algorithm === 'ES256'
        ? generateKeyPairSync('ec', { namedCurve: 'P-256', ...encoding })
        : generateKeyPairSync('rsa', { modulusLength: 2048, ...encoding });
  return { signing: { id, algorithm, privateKey }, trusted: { id, algorithm, publicKey } };
}

/** A time at which METADATA holds. */
export const NOW = new Date('2026-06-01T12:00:00Z');

/** What the bundles of `filesOf` say of themselves. */
export const METADATA: BundleMetadata = {
  sequence: 7,
  created: '2026-06-01T00:00:00Z',
  expires: '2026-08-30T00:00:00Z',
  source: { repository: 'https://git.example/policies', commit: 'r1' },
  min_version: '0.1.0',
};

/** The files of a bundle that is in order. */
export function filesOf(metadata: unknown = METADATA, data = '{"crm":{"ok":["a"]}}') {
  const manifest = { ...MANIFEST, metadata: { regent: metadata } };
  return new Map([
    ['data.json', Buffer.from(data)],
    ['policy.wasm', WASM],
    ['regent/decision.rego', Buffer.from('package regent\n')],
    ['.manifest', Buffer.from(JSON.stringify(manifest))],
  ]);
}

/** Key, trust and a bundle signed with it. */
export async function makeSigned(
  metadata: unknown = METADATA,
): Promise<Pair & { trust: Trust; bytes: Buffer }> {
  const pair = makeKeys('k1', 'EdDSA');
  const bytes = await signBundle(await writeArchive(filesOf(metadata)), pair.signing);
  return { ...pair, trust: { keys: [pair.trusted] }, bytes };
}

/** The bundle after its files were changed, the signature left. */
export async function tamper(
  bytes: Buffer,
  change: (files: Map<string, Buffer>) => void,
): Promise<Buffer> {
  const files = await readArchive(bytes);
  change(files);
  return await writeArchive(files);
}

/** A bundle whose payload is changed before it is signed with the genuine key. */
export async function signChanged(
  files: Map<string, Buffer>,
  { id, algorithm, privateKey }: SigningKey,
  change: (payload: Record<string, unknown>) => Record<string, unknown>,
): Promise<Buffer> {
  const jwt = await new SignJWT(change({ files: listSignedFiles(files) }))
    .setProtectedHeader({ alg: algorithm, kid: id })
    .sign(await importPKCS8(privateKey, algorithm));
  return await writeArchive(new Map([...files, [SIGNATURES_FILE, writeSignatures(jwt)]]));
}

/** The bundle with this JWT as its signature. */
export function replaceJwt(bytes: Buffer, jwt: string): Promise<Buffer> {
  return tamper(bytes, (files) => files.set(SIGNATURES_FILE, writeSignatures(jwt)));
}

/** The bundle's JWT. */
export async function jwtOf(bytes: Buffer): Promise<string> {
  const content = (await readArchive(bytes)).get(SIGNATURES_FILE)!;
  return (JSON.parse(content.toString()) as { signatures: [string] }).signatures[0];
}

/** The code with which the bundle is refused, or `accepted`. */
export async function codeOf(
  bytes: Buffer,
  trust: Trust,
  options: { now?: Date; lastSequence?: number; lastDigest?: string; version?: string } = {},
): Promise<BundleRefusalCode | 'accepted'> {
  try {
    await verifyBundle(bytes, trust, { now: NOW, ...options });
    return 'accepted';
  } catch (error) {
    if (error instanceof BundleRefusal) return error.code;
    throw error;
  }
}
