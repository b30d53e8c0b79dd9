/** Tokens that `regent login` has got, in `$XDG_CONFIG_HOME/regent/tokens.json`, for this user alone. */
import { randomUUID } from 'node:crypto';
import { mkdir, open, rename, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { SetupError } from '../gateway/errors.ts';

/** The token for one gateway. */
export interface StoredToken {
  /** Origin of the gateway's admin listener. */
  admin: string;
  issuer: string;
  clientId: string;
  access: string;
  /** Milliseconds since the epoch. */
  expiresAt?: number;
  refresh?: string;
}

/** The newest comes first: it is the one that counts where no gateway is named. */
interface Content {
  tokens: StoredToken[];
}

/** Where they are. */
export function tokensFile(env: NodeJS.ProcessEnv = process.env): string {
  const home = env['XDG_CONFIG_HOME'] ?? '';
  // XDG Base Directory Specification: a relative path is invalid and is left out of account.
  return join(home.startsWith('/') ? home : join(homedir(), '.config'), 'regent', 'tokens.json');
}

/**
 * All tokens, the newest first; none where there is no file. Throws a SetupError where somebody else may
 * read or write the file: whoever could would have had the tokens, or put others' in.
 */
export async function readTokens(file = tokensFile()): Promise<StoredToken[]> {
  const handle = await open(file, 'r').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw new SetupError([`${file} cannot be read: ${error.message}`], error);
  });
  if (!handle) return [];
  try {
    const { mode, uid } = await handle.stat();
    if ((mode & 0o077) !== 0 || uid !== process.getuid?.()) {
      throw new SetupError([
        `${file} holds tokens and is open to others: run \`regent logout\`, and \`regent login\` anew`,
      ]);
    }
    const { tokens } = JSON.parse(await handle.readFile('utf8')) as Content;
    if (!Array.isArray(tokens)) throw new TypeError('tokens is not a list');
    return tokens;
  } catch (error) {
    if (!(error instanceof SyntaxError || error instanceof TypeError)) throw error;
    throw new SetupError([`${file} is broken: run \`regent logout\``], error);
  } finally {
    await handle.close();
  }
}

/** Keeps a token, in place of another for the same gateway. */
export async function storeToken(token: StoredToken, file = tokensFile()): Promise<void> {
  const others = (await readTokens(file)).filter(({ admin }) => admin !== token.admin);
  await writeTokens([token, ...others], file);
}

/** Forgets the token for a gateway, or all of them; gives those that were there. */
export async function forgetTokens(
  admin: string | undefined,
  file = tokensFile(),
): Promise<StoredToken[]> {
  if (admin === undefined) {
    const all = await readTokens(file).catch(() => []);
    await rm(file, { force: true });
    return all;
  }
  const tokens = await readTokens(file);
  await writeTokens(
    tokens.filter((token) => token.admin !== admin),
    file,
  );
  return tokens.filter((token) => token.admin === admin);
}

/** The file appears whole or not at all. */
async function writeTokens(tokens: StoredToken[], file: string): Promise<void> {
  await mkdir(join(file, '..'), { recursive: true, mode: 0o700 });
  const draft = `${file}.${randomUUID()}`;
  try {
    const text = `${JSON.stringify({ tokens } satisfies Content, undefined, 2)}\n`;
    await writeFile(draft, text, { mode: 0o600, flag: 'wx' });
    await rename(draft, file);
  } finally {
    await rm(draft, { force: true });
  }
}
