/** Where an archive is put together before it is packed: a directory that only its owner can read. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, writeFile, type FileHandle } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** Bytes that are gathered before they are written. */
const CHUNK = 1 << 18;

/** Files of an archive, on disk. */
export class Staging {
  readonly dir: string;
  readonly #paths: string[] = [];

  private constructor(dir: string) {
    this.dir = dir;
  }

  /** Makes the directory, which must not be there. */
  static async create(dir: string): Promise<Staging> {
    await mkdir(dir, { mode: 0o700 });
    return new Staging(dir);
  }

  /** Names of all files, in the order in which they were made. */
  get paths(): readonly string[] {
    return this.#paths;
  }

  /** Where a file lies; its directory is made. */
  async place(path: string): Promise<string> {
    this.#paths.push(path);
    const full = join(this.dir, path);
    await mkdir(dirname(full), { recursive: true, mode: 0o700 });
    return full;
  }

  async write(path: string, content: string | Uint8Array): Promise<void> {
    await writeFile(await this.place(path), content, { mode: 0o600 });
  }

  /** A file that is written piece by piece. */
  async begin(path: string): Promise<StagedFile> {
    return new StagedFile(await open(await this.place(path), 'wx', 0o600));
  }

  /** SHA-256 of a file, in hex. */
  async digest(path: string): Promise<string> {
    const hash = createHash('sha256');
    for await (const chunk of createReadStream(join(this.dir, path))) hash.update(chunk as Buffer);
    return hash.digest('hex');
  }
}

/** A file that grows. */
export class StagedFile {
  readonly #file: FileHandle;
  #pieces: Uint8Array[] = [];
  #held = 0;

  constructor(file: FileHandle) {
    this.#file = file;
  }

  async add(content: string | Uint8Array): Promise<void> {
    const bytes = typeof content === 'string' ? Buffer.from(content) : content;
    this.#pieces.push(bytes);
    this.#held += bytes.length;
    if (this.#held >= CHUNK) await this.#flush();
  }

  async close(): Promise<void> {
    await this.#flush();
    await this.#file.close();
  }

  async #flush(): Promise<void> {
    await this.#file.writeFile(Buffer.concat(this.#pieces));
    this.#pieces = [];
    this.#held = 0;
  }
}
