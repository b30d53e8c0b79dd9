/** Opens what an auditor names: a ledger's directory, an archive, or an archive that was unpacked. */
import { stat } from 'node:fs/promises';
import { SetupError } from '../../gateway/errors.ts';
import { listSegments } from '../../gateway/ledger/segments.ts';
import { Reader } from '../../gateway/ledger/read/reader.ts';
import type { KeyEncryption } from '../../gateway/ledger/seal/key-encryption.ts';
import { readSignedSize } from '../signed-size.ts';
import { readExchangeKeys } from './exchange-keys.ts';
import { readManifest, type ArchiveManifest } from './manifest.ts';
import { unpackArchive, type Unpacked } from './unpack.ts';

/** Evidence that can be read. */
export interface OpenEvidence {
  dir: string;
  reader: Reader;
  /** How many entries there are, for a progress: as of the newest checkpoint, or in the archive. */
  size: number;
  /** Of an archive. */
  manifest?: ArchiveManifest;
  close: () => Promise<void>;
}

/** An archive that is unpacked; nothing else of it was read. */
export type OpenArchive = Unpacked & { manifest: ArchiveManifest };

/** Opens an archive, or the directory of one that was unpacked. Throws SetupError where it is none. */
export async function openArchive(path: string): Promise<OpenArchive> {
  const isUnpacked = (await stat(path)).isDirectory();
  const unpacked = isUnpacked
    ? { dir: path, close: () => Promise.resolve() }
    : await unpackArchive(path);
  try {
    const manifest = await readManifest(unpacked.dir);
    if (!manifest) throw new SetupError([`${path}: is not an archive of regent evidence export`]);
    return { ...unpacked, manifest };
  } catch (error) {
    await unpacked.close();
    throw error;
  }
}

/** Throws SetupError where the path is none of these. `keks` open a ledger; an archive brings its keys. */
export async function openEvidence(
  path: string,
  keks: readonly KeyEncryption[],
): Promise<OpenEvidence> {
  const found = await stat(path).catch((error: Error) => {
    throw new SetupError([`${path}: cannot be read (${error.message})`], error);
  });
  if (found.isDirectory()) return await openDirectory(path, keks, () => Promise.resolve());
  const { dir, close } = await unpackArchive(path);
  try {
    return await openDirectory(dir, [], close);
  } catch (error) {
    await close();
    throw error;
  }
}

async function openDirectory(
  dir: string,
  keks: readonly KeyEncryption[],
  close: () => Promise<void>,
): Promise<OpenEvidence> {
  const manifest = await readManifest(dir);
  if (manifest) {
    const exchangeKeys = await readExchangeKeys(dir);
    const size = manifest.runs.reduce((sum, [first, last]) => sum + last - first + 1, 0);
    return { dir, reader: new Reader({ dir, exchangeKeys }), size, manifest, close };
  }
  const segments = await listSegments(dir);
  if (segments.length === 0) throw new SetupError([`${dir}: is not the directory of a ledger`]);
  return { dir, reader: new Reader({ dir, keks }), size: await readSignedSize(dir), close };
}
