/** Verifies a signed bundle: who signed it, that it is whole, and that it may be used now and here. */
import { SetupError } from '../gateway/errors.ts';
import { VERSION } from '../gateway/version.ts';
import { readMetadata } from './metadata.ts';
import type { BundleMetadata } from './metadata.ts';
import { openData } from './read-data.ts';
import { readContent, unpackBundle, type LoadableBundle } from './read.ts';
import { BundleRefusal } from './refusals.ts';
import { readSignatures, readSignedFiles } from './signatures.ts';
import type { Trust } from './trust.ts';
import { verifyData, verifyFiles } from './verify-files.ts';
import { verifySignature } from './verify-signature.ts';
import { verifyUse } from './verify-use.ts';
import type { UseOptions } from './verify-use.ts';

/** What is known of a bundle whose signature, files, sequence and times hold. */
export interface CheckedBundle {
  revision: string;
  /** `sha256:` and the hex SHA-256 of the bundle file's bytes. */
  digest: string;
  metadata: BundleMetadata;
  /** Id of the key that signed it. */
  signedBy: string;
}

/** Such a bundle with its content. */
export type VerifiedBundle = LoadableBundle & CheckedBundle;

/** Against what a bundle is held. */
export interface VerifyOptions extends UseOptions {
  now: Date;
  /** Version of Regent; by default the running one's. */
  version?: string;
  /** Is shown the files before any of them is parsed; what it throws is thrown. */
  checkFiles?: (files: ReadonlyMap<string, Buffer>) => void;
  /** Told of the bundle when all holds but for what takes long, which `verifyData` says. */
  signed?: (bundle: CheckedBundle) => void;
}

/**
 * Reads a bundle that a trusted key signed for the trusted scope, all of its files and no other,
 * and that is neither expired, nor from the future, nor older than the last one, nor for a later
 * Regent. Throws BundleRefusal.
 */
export async function verifyBundle(
  bytes: Buffer,
  trust: Trust,
  options: VerifyOptions,
): Promise<VerifiedBundle> {
  try {
    const { files, digest } = await unpackBundle(bytes);
    options.checkFiles?.(files);
    const { signedBy, payload } = await verifySignature(readSignatures(files), trust, options.now);
    const data = openData(files);
    const signed = readSignedFiles(payload);
    verifyFiles(files, data, signed);
    const content = readContent(files, digest);
    const { revision, manifest } = content;
    const metadata = readMetadata(manifest);
    verifyUse(metadata, digest, { version: VERSION, ...options });
    options.signed?.({ revision, digest, metadata, signedBy });
    verifyData(data, signed);
    return { ...content, data: data.content(), metadata, signedBy };
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    throw new BundleRefusal('malformed', error.message, error);
  }
}
