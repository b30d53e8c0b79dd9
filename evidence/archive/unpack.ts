/** Unpacks an archive so that there is one reading of it: only files of names that an archive has, each once. */
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createZstdDecompress } from 'node:zlib';
import { extract, type Header } from 'tar-stream';
import { SetupError } from '../../gateway/errors.ts';
import { isArchiveName } from './names.ts';
import { readMagic, ZSTD_MAGIC } from '../read-lines.ts';
import { makeScratch } from '../scratch.ts';

/** A directory with what was in an archive. */
export interface Unpacked {
  dir: string;
  /** Removes it. */
  close: () => Promise<void>;
}

/** Unpacks an archive, by zstd or not, into a directory of its own. Throws SetupError that names what is wrong. */
export async function unpackArchive(path: string): Promise<Unpacked> {
  // What is in it may be opened by the keys that are in it too.
  const { dir, remove: close } = await makeScratch('regent-archive-');
  try {
    await unpackInto(path, dir);
    return { dir, close };
  } catch (error) {
    await close();
    if (error instanceof SetupError) throw error;
    throw new SetupError([`${path}: cannot be unpacked (${(error as Error).message})`], error);
  }
}

async function unpackInto(path: string, dir: string): Promise<void> {
  const reader = extract();
  const raw = createReadStream(path);
  const isPacked = (await readMagic(path)) === ZSTD_MAGIC;
  const unpacker = isPacked ? createZstdDecompress() : undefined;
  const feeding = unpacker ? pipeline(raw, unpacker, reader) : pipeline(raw, reader);
  // Whoever reads sees the error; else it is told below.
  feeding.catch(() => undefined);
  const seen = new Set<string>();
  for await (const entry of reader) {
    checkEntry(path, entry.header, seen);
    const to = join(dir, entry.header.name);
    await mkdir(dirname(to), { recursive: true, mode: 0o700 });
    await pipeline(Readable.from(entry), createWriteStream(to, { mode: 0o600, flags: 'wx' }));
  }
  await feeding;
  if (unpacker && unpacker.bytesWritten < (await stat(path)).size)
    throw new SetupError([`${path}: has bytes behind its end`]);
  if (!seen.has('archive.json')) {
    throw new SetupError([`${path}: is not an archive of regent evidence export`]);
  }
}

function checkEntry(path: string, { name, type }: Header, seen: Set<string>): void {
  if (type !== 'file' || !isArchiveName(name)) {
    throw new SetupError([`${path}: holds ${JSON.stringify(name)}, which no archive has`]);
  }
  if (seen.has(name)) throw new SetupError([`${path}: holds ${name} twice`]);
  seen.add(name);
}
