/** Says what a bundle says of itself, without believing it. */
import { decodeJwt, decodeProtectedHeader } from 'jose';
import { readMetadata } from './metadata.ts';
import type { BundleMetadata } from './metadata.ts';
import { assembleLoadable, unpackBundle } from './read.ts';
import { BundleRefusal } from './refusals.ts';
import { hashFile } from './sign-hash.ts';
import { readSignatures, SIGNATURES_FILE } from './signatures.ts';

/** What stands in a bundle. Nothing of it is verified. */
export interface Inspection {
  revision: string;
  /** Of the bundle file; see Bundle. */
  digest: string;
  entrypoints: string[];
  /** Absent where `opa` made the bundle. */
  metadata?: BundleMetadata;
  /** In the order of the archive, sizes in bytes, hashes as they are signed. */
  files: { name: string; size: number; sha256: string }[];
  /** Absent where there is no signature. */
  signature?: { keyId: string; algorithm: string; scope: string };
}

/** Throws SetupError or BundleRefusal `malformed` where the bundle cannot be read. */
export async function inspectBundle(bytes: Buffer): Promise<Inspection> {
  const { files, digest } = await unpackBundle(bytes);
  const { revision, entrypoints, manifest } = assembleLoadable(files, digest);
  const metadata =
    manifest.metadata?.['regent'] === undefined ? {} : { metadata: readMetadata(manifest) };
  const listed = [...files].map(([name, content]) => ({
    name,
    size: content.length,
    sha256: hashFile(name, content),
  }));
  const signature = files.has(SIGNATURES_FILE) ? { signature: readSignature(files) } : {};
  return { revision, digest, entrypoints, ...metadata, files: listed, ...signature };
}

function readSignature(files: Map<string, Buffer>): NonNullable<Inspection['signature']> {
  const jwt = readSignatures(files);
  try {
    const { kid, alg } = decodeProtectedHeader(jwt);
    const { keyid, scope } = decodeJwt(jwt);
    const text = (value: unknown) => (typeof value === 'string' ? value : '');
    return { keyId: text(kid ?? keyid), algorithm: text(alg), scope: text(scope) };
  } catch (error) {
    throw new BundleRefusal('malformed', 'the signature is not a JWT', error);
  }
}
