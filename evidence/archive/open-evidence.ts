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
  return await openUnpacked(path, async (unpacked) => {
    const manifest = await readManifest(unpacked.dir);
    if (!manifest) throw new SetupError([`${path}: is not an archive of regent evidence export`]);
    return { ...unpacked, manifest };
  });
}

/** Throws SetupError where the path is none of these. `keks` open a ledger; an archive brings its keys. */
export async function openEvidence(
  path: string,
  keks: readonly KeyEncryption[],
): Promise<OpenEvidence> {
  return await openUnpacked(path, (unpacked) => readDirectory(unpacked, keks));
}

/** Unpacks a file; a directory is taken as it is. What was unpacked goes where `read` rejects. */
async function openUnpacked<T>(path: string, read: (unpacked: Unpacked) => Promise<T>): Promise<T> {
  const found = await stat(path).catch((error: Error) => {
    throw new SetupError([`${path}: cannot be read (${error.message})`], error);
  });
  const unpacked = found.isDirectory()
    ? { dir: path, close: () => Promise.resolve() }
    : await unpackArchive(path);
  try {
    return await read(unpacked);
  } catch (error) {
    await unpacked.close();
    throw error;
  }
}

async function readDirectory(
  { dir, close }: Unpacked,
  keks: readonly KeyEncryption[],
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
