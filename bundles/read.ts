/** Reads a bundle as `opa build -t wasm` makes it (https://www.openpolicyagent.org/docs/latest/management-bundles/). */
import { open } from 'node:fs/promises';
import { SetupError } from '../gateway/errors.ts';
import { digestOf } from './digest.ts';
import { isObject, parseObject } from './manifest-json.ts';
import { ARCHIVE_LIMITS, readArchive } from './read-archive.ts';
import { openData, type BundleData } from './read-data.ts';

/** The decision that Regent asks for. */
export const ENTRYPOINT = 'regent/decision';

/** Who may approve; a bundle may be without it. */
export const APPROVERS = 'regent/approvers';

/** The members of `.manifest` that Regent reads. */
export interface Manifest {
  revision: string;
  wasm: { entrypoint: string; module: string }[];
  /** What its maker says of it; Regent's own is `regent` (metadata.ts). */
  metadata?: Record<string, unknown>;
}

/** What a bundle's files say, its data aside. */
export interface BundleContent {
  /** The manifest's revision; empty where `opa build` was given none. */
  revision: string;
  /** `sha256:` and the hex SHA-256 of the bundle file's bytes. */
  digest: string;
  /** The module that has the entrypoint `regent/decision`. */
  wasm: Buffer;
  /** The manifest's entrypoints, in its order. */
  entrypoints: string[];
  manifest: Manifest;
}

/** A bundle that can be evaluated. */
export interface Bundle extends BundleContent {
  /** `data.json`. A number that a double cannot hold is a `JSON.rawJSON`, so JSON.stringify keeps it. */
  data: Record<string, unknown>;
}

/** A bundle that can be evaluated, its data unparsed where it may be. */
export interface LoadableBundle extends BundleContent {
  data: ReturnType<BundleData['content']>;
}

/** Reads a bundle file's bytes. Throws SetupError that names what is wrong. */
export async function readBundle(bytes: Buffer): Promise<Bundle> {
  const { files, digest } = await unpackBundle(bytes);
  return { ...readContent(files, digest), data: openData(files).value() };
}

/** A bundle's files, and its digest. Throws SetupError. */
export async function unpackBundle(
  bytes: Buffer,
): Promise<{ files: Map<string, Buffer>; digest: string }> {
  const reading = readArchive(bytes);
  // Meanwhile it is unpacked on another thread.
  const digest = digestOf(bytes);
  return { files: await reading, digest };
}

/** What was unpacked, for whoever only loads it. Throws SetupError. */
export function assembleLoadable(files: Map<string, Buffer>, digest: string): LoadableBundle {
  return { ...readContent(files, digest), data: openData(files).content() };
}

/** What was unpacked, but for its data. Throws SetupError. */
export function readContent(files: Map<string, Buffer>, digest: string): BundleContent {
  const manifest = checkManifest(parseObject(files, '.manifest'));
  const modules = manifest.wasm.map(({ module }) => requireModule(files, module));
  const at = manifest.wasm.findIndex(({ entrypoint }) => entrypoint === ENTRYPOINT);
  const wasm = modules[at];
  if (wasm === undefined) {
    throw new SetupError([`the bundle's .manifest has no Wasm entrypoint ${ENTRYPOINT}`]);
  }
  return {
    revision: manifest.revision,
    digest,
    wasm,
    entrypoints: manifest.wasm.map(({ entrypoint }) => entrypoint),
    manifest,
  };
}

/** The bytes of a file of up to the size that a bundle may have. Throws SetupError that names the file. */
export function readBundleFile(path: string): Promise<Buffer> {
  return withBundleFile(path, (bytes) => Promise.resolve(bytes));
}

/** Reads a bundle from a file. Throws SetupError that names the file and what is wrong. */
export function loadBundleFile(path: string): Promise<Bundle> {
  return withBundleFile(path, readBundle);
}

/**
 * Reads a file of up to the size that a bundle may have and does `work` with its bytes. Throws
 * SetupError whose faults name the file, for those of reading it and those of the work.
 */
export async function withBundleFile<T>(
  path: string,
  work: (bytes: Buffer) => Promise<T>,
): Promise<T> {
  try {
    return await work(await readLimited(path));
  } catch (error) {
    const faults = error instanceof SetupError ? error.faults : [(error as Error).message];
    throw new SetupError(
      faults.map((fault) => `${path}: ${fault}`),
      error,
    );
  }
}

async function readLimited(path: string): Promise<Buffer> {
  await using file = await open(path);
  const stat = await file.stat();
  if (!stat.isFile()) throw new SetupError(['it is not a file']);
  if (stat.size > ARCHIVE_LIMITS.file) {
    throw new SetupError([`the bundle is larger than ${ARCHIVE_LIMITS.file} bytes`]);
  }
  return await file.readFile();
}

function checkManifest(manifest: Record<string, unknown>): Manifest {
  const { revision, wasm, metadata } = manifest;
  if (typeof revision !== 'string' || revision.length > 200) {
    throw new SetupError(["the bundle's .manifest has no `revision` of up to 200 characters"]);
  }
  if (!Array.isArray(wasm)) throw new SetupError(["the bundle's .manifest has no `wasm`"]);
  const modules = wasm.map((item: unknown) => {
    const { entrypoint, module } = (item ?? {}) as Record<string, unknown>;
    if (typeof entrypoint !== 'string' || typeof module !== 'string') {
      throw new SetupError([
        "the bundle's .manifest has a `wasm` item without entrypoint or module",
      ]);
    }
    return { entrypoint, module };
  });
  const names = modules.map(({ entrypoint }) => entrypoint);
  if (new Set(names).size < names.length) {
    throw new SetupError(["the bundle's .manifest has an entrypoint twice"]);
  }
  if (metadata === undefined) return { revision, wasm: modules };
  if (!isObject(metadata)) {
    throw new SetupError(["the bundle's .manifest has a `metadata` that is not an object"]);
  }
  return { revision, wasm: modules, metadata };
}

function requireModule(files: Map<string, Buffer>, name: string): Buffer {
  const module = files.get(name.startsWith('/') ? name.slice(1) : name);
  if (module === undefined)
    throw new SetupError([`the bundle has no ${name}, which its .manifest names`]);
  // WebAssembly Core Specification, 5.5.16: magic and version.
  if (!module.subarray(0, 8).equals(Buffer.from([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]))) {
    throw new SetupError([`the bundle's ${name} is not a WebAssembly module`]);
  }
  return module;
}
