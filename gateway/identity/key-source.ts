import { readFile, stat } from 'node:fs/promises';
import type { IssuerConfig } from '../types.ts';
import { fetchJson, findUrlFault, MAX_DOCUMENT_BYTES, nameUrl } from './fetch-json.ts';
import { readKeySet, type KeySet } from './key-set.ts';

/** Where an issuer's keys come from; times in milliseconds. */
export interface KeySource {
  /** The keys, or undefined if they are the same as at the last successful load. Throws an Error that names place and fault. */
  load(signal: AbortSignal): Promise<KeySet | undefined>;
  /** Between two loads while all is well. */
  interval: number;
  /** Between two loads that fail, and between two that a token with an unknown `kid` brings about. */
  cooldown: number;
}

const FETCH_INTERVAL_MS = 5 * 60_000;
const FETCH_COOLDOWN_MS = 10_000;
const FILE_INTERVAL_MS = 1_000;

/** The source that an issuer's configuration names: file, else URL, else discovery. */
export function chooseKeySource(issuer: IssuerConfig): KeySource {
  if (issuer.jwksFile !== undefined) return createFileSource(issuer.jwksFile);
  // At half the age limit there is as much time again to get over a failure.
  const interval = Math.min(FETCH_INTERVAL_MS, issuer.keysMaxAge / 2);
  return {
    load: async (signal) => {
      const url = issuer.jwksUrl ?? (await discoverJwksUrl(issuer.issuer, signal));
      const value = await fetchJson(url, signal);
      return readNamed(nameUrl(url), () => readKeySet(value));
    },
    interval,
    cooldown: Math.min(FETCH_COOLDOWN_MS, interval),
  };
}

/** Address of an issuer's discovery document (OpenID Connect Discovery 1.0 section 4: without a doubled slash). */
export function discoveryUrl(issuer: string): string {
  return `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
}

/** Asks at every load: an issuer may move its keys, and a load is rare. */
async function discoverJwksUrl(issuer: string, signal: AbortSignal): Promise<string> {
  const url = discoveryUrl(issuer);
  const document = (await fetchJson(url, signal)) as Record<string, unknown> | null;
  // Section 4.3: they must be identical, lest one issuer speak for another.
  if (document?.['issuer'] !== issuer) throw new Error(`${url}: \`issuer\` must be ${issuer}`);
  const jwksUrl = document['jwks_uri'];
  if (typeof jwksUrl !== 'string') throw new Error(`${url}: \`jwks_uri\` must be a string`);
  const fault = findUrlFault(jwksUrl);
  if (fault !== undefined) throw new Error(`${url}: \`jwks_uri\` ${fault}`);
  return jwksUrl;
}

/** Reads the file when its identity, size or time changes. What it saw is kept only if the file could be read whole. */
function createFileSource(path: string): KeySource {
  let seen: string | undefined;
  const load = async (signal: AbortSignal): Promise<KeySet | undefined> => {
    const { ino, size, mtimeNs, ctimeNs } = await stat(path, { bigint: true });
    if (size > MAX_DOCUMENT_BYTES) throw new Error(`${path}: the file is larger than 1 MiB`);
    const version = [ino, size, mtimeNs, ctimeNs].join();
    if (version === seen) return undefined;
    const text = await readFile(path, { encoding: 'utf8', signal });
    const keys = readNamed(path, () => readKeySet(parseJson(text)));
    seen = version;
    return keys;
  };
  return { load, interval: FILE_INTERVAL_MS, cooldown: FILE_INTERVAL_MS };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error('it is not JSON', { cause: error });
  }
}

function readNamed<T>(place: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new Error(`${place}: ${(error as Error).message}`, { cause: error });
  }
}
