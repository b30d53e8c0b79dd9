import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** One line to paste, and what to expect of it. */
export interface DevExample {
  name: string;
  curl: string;
  status: number;
  /** Texts that the answer must hold. */
  contains: string[];
  /** Texts that the answer must not hold. */
  absent: string[];
}

/** What runs where, written to `.regent/dev.json` for scripts and for `regent approvals`. */
export interface DevFile {
  gateway: string;
  admin: string;
  /** Origin of the page of approvers and auditors. */
  page: string;
  issuer: string;
  upstream: string;
  /** Fresh tokens of the example agents and people, by name. */
  tokens: Record<string, string>;
  examples: DevExample[];
}

const NAME = 'dev.json';

/** Writes it whole or not at all: a reader never sees half a file. Only its owner may read it, for it holds tokens. */
export async function writeDevFile(stateDir: string, content: DevFile): Promise<void> {
  const file = join(stateDir, NAME);
  await writeFile(`${file}.new`, `${JSON.stringify(content, undefined, 2)}\n`, { mode: 0o600 });
  await rename(`${file}.new`, file);
}

/** What a running `regent dev` wrote, or `undefined`. */
export async function readDevFile(stateDir: string): Promise<DevFile | undefined> {
  try {
    return JSON.parse(await readFile(join(stateDir, NAME), 'utf8')) as DevFile;
  } catch {
    return undefined;
  }
}
