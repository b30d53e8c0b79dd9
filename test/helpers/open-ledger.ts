/** Reads the ledger of a gateway under test, with the key that it made. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Reader } from '../../gateway/ledger/read/reader.ts';
import type { KeyEncryption } from '../../gateway/ledger/seal/key-encryption.ts';
import { openLocalKey } from '../../gateway/ledger/seal/local-key.ts';
import { DEFAULT_KEY, defaultKeyFile } from '../../gateway/ledger/seal/open-keys.ts';
import type { LedgerEntry } from '../../gateway/types.ts';

/** An entry, and what it seals. */
export interface OpenedEntry {
  entry: LedgerEntry;
  state: string;
  sealed?: Record<string, unknown>;
  request?: string;
  response?: string;
}

/** The key that a gateway under test has made. */
export async function keksOf(stateDir: string): Promise<KeyEncryption[]> {
  const text = (await readFile(defaultKeyFile(stateDir), 'utf8')).trimEnd();
  return [openLocalKey(DEFAULT_KEY, text)];
}

/** A reader with the key of the state directory. */
export async function readerOf(stateDir: string): Promise<Reader> {
  return new Reader({ dir: join(stateDir, 'ledger'), keks: await keksOf(stateDir) });
}

/** All entries, opened, with their bodies as text. */
export async function openEntries(stateDir: string): Promise<OpenedEntry[]> {
  const reader = await readerOf(stateDir);
  const all: OpenedEntry[] = [];
  for await (const { entry } of reader.entries()) {
    const opened = await reader.open<Record<string, unknown>>(entry);
    const [request, response] = [
      await textOf(reader, entry, 'request'),
      await textOf(reader, entry, 'response'),
    ];
    all.push({
      entry,
      state: opened.state,
      ...(opened.state === 'open' && { sealed: opened.sealed }),
      ...(request !== undefined && { request }),
      ...(response !== undefined && { response }),
    });
  }
  return all;
}

async function textOf(
  reader: Reader,
  entry: LedgerEntry,
  which: 'request' | 'response',
): Promise<string | undefined> {
  const body = await reader.body(entry, which);
  if (!body) return undefined;
  const pieces: Buffer[] = [];
  for await (const piece of body) pieces.push(piece);
  return Buffer.concat(pieces).toString();
}
