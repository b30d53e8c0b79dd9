/** The file `.signatures.json` and its JWT's payload (https://www.openpolicyagent.org/docs/latest/management-bundles/#signature-format). */
import { hashFile, HASH_ALGORITHM } from './sign-hash.ts';
import { isObject, parseJson } from './manifest-json.ts';
import { BundleRefusal } from './refusals.ts';

/** Its name in the archive. It is the one file that is not signed. */
export const SIGNATURES_FILE = '.signatures.json';

/** A signed file, as the payload has it. */
export interface SignedFile {
  /** Without leading slash. */
  name: string;
  /** Hex; see sign-hash.ts. */
  hash: string;
  algorithm: string;
}

/** Every file of the archive but the signatures, in its order. Throws SetupError. */
export function listSignedFiles(files: Map<string, Buffer>): SignedFile[] {
  return [...files]
    .filter(([name]) => name !== SIGNATURES_FILE)
    .map(([name, content]) => ({
      name,
      hash: hashFile(name, content),
      algorithm: HASH_ALGORITHM,
    }));
}

/** The file's content, byte for byte as `opa sign` writes it. */
export function writeSignatures(jwt: string): Buffer {
  return Buffer.from(JSON.stringify({ signatures: [jwt] }, null, 1));
}

/** The one JWT. Throws BundleRefusal `unsigned` where there is none, `malformed` otherwise. */
export function readSignatures(files: Map<string, Buffer>): string {
  const content = files.get(SIGNATURES_FILE);
  if (content === undefined) {
    throw new BundleRefusal(
      'unsigned',
      `the bundle has no ${SIGNATURES_FILE}: sign it with \`regent bundle sign\``,
    );
  }
  const { signatures, ...others } = readObject(content);
  if (signatures === undefined || (Array.isArray(signatures) && signatures.length === 0)) {
    throw new BundleRefusal(
      'unsigned',
      `${SIGNATURES_FILE} has no signature: sign the bundle with \`regent bundle sign\``,
    );
  }
  const other = Object.keys(others)[0];
  if (other !== undefined) {
    throw new BundleRefusal(
      'malformed',
      `${SIGNATURES_FILE} has the member ${JSON.stringify(other)}, and must have \`signatures\` alone`,
    );
  }
  const jwt = Array.isArray(signatures) && signatures.length === 1 ? signatures[0] : undefined;
  if (typeof jwt !== 'string') {
    throw new BundleRefusal(
      'malformed',
      `${SIGNATURES_FILE} must have exactly one signature, a string, as OPA demands`,
    );
  }
  return jwt;
}

function readObject(content: Buffer): Record<string, unknown> {
  let value: unknown;
  try {
    value = parseJson(content, SIGNATURES_FILE);
  } catch (error) {
    throw new BundleRefusal('malformed', `${SIGNATURES_FILE} is not JSON`, error);
  }
  if (!isObject(value)) throw new BundleRefusal('malformed', `${SIGNATURES_FILE} is no object`);
  return value;
}

/** The payload's list, names unique. Throws BundleRefusal `malformed`. */
export function readSignedFiles(payload: Record<string, unknown>): Map<string, SignedFile> {
  const { files } = payload;
  if (!Array.isArray(files)) throw new BundleRefusal('malformed', 'the signature has no `files`');
  const byName = new Map<string, SignedFile>();
  for (const item of files as unknown[]) {
    const { name, hash, algorithm } = (item ?? {}) as Record<string, unknown>;
    if (typeof name !== 'string' || typeof hash !== 'string') {
      throw new BundleRefusal('malformed', 'the signature has a file without name or hash');
    }
    const shown = JSON.stringify(name.slice(0, 200));
    if (byName.has(name)) {
      throw new BundleRefusal('malformed', `the signature has the file ${shown} twice`);
    }
    if (algorithm !== HASH_ALGORITHM) {
      throw new BundleRefusal(
        'malformed',
        `the signature's hash of ${shown} is not of ${HASH_ALGORITHM}: sign the bundle anew`,
      );
    }
    byName.set(name, { name, hash: hash.toLowerCase(), algorithm });
  }
  return byName;
}
