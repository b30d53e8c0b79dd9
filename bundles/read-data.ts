import { createHash } from 'node:crypto';
import { PlainJson } from '../gateway/decision/plain-json.ts';
import { SetupError } from '../gateway/errors.ts';
import { parseObject } from './manifest-json.ts';
import { hashValue } from './sign-hash.ts';

const NAME = 'data.json';

/** A bundle's data, read no oftener than is needed: parsing a megabyte takes longer than all else. */
export interface BundleData {
  /**
   * Whether its text has this hash, as it stands: it is then unchanged, if it is one that is hashed so
   * (`hasHash`). Takes a moment, where that takes long.
   */
  hasText(hash: string): boolean;
  /** Whether it has this hash (hex, SHA-256 as sign-hash.ts has it). Throws SetupError where there is none. */
  hasHash(hash: string): boolean;
  /** To load into a policy's memory: the text itself where all read it alike, else the value. Throws SetupError. */
  content(): PlainJson | Record<string, unknown>;
  /** The value. A number that a double cannot hold is a `JSON.rawJSON`. Throws SetupError. */
  value(): Record<string, unknown>;
}

/** The data of an archive's files. */
export function openData(files: Map<string, Buffer>): BundleData {
  const content = files.get(NAME);
  let read: { plain: PlainJson | undefined } | undefined;
  let textHash: string | undefined;
  const readPlain = (): PlainJson | undefined =>
    (read ??= { plain: content && PlainJson.read(content) }).plain;
  const hasText = (hash: string): boolean =>
    content !== undefined && (textHash ??= hashPart(PlainJson.trim(content))) === hash;
  let parsed: Record<string, unknown> | undefined;
  const value = (): Record<string, unknown> => {
    parsed ??= parseObject(files, NAME);
    // The rules' contributions are gathered under this name: data must not pose as one.
    if (!Object.hasOwn(parsed, 'regent')) return parsed;
    throw new SetupError(["the bundle's data.json has `regent`, which is for policies alone"]);
  };
  return {
    hasText,
    value,
    // Within strings quotes are escaped, so that this is a name wherever it stands.
    content() {
      const plain = readPlain();
      return plain?.bytes.includes('"regent":') === false ? plain : value();
    },
    hasHash(hash) {
      const plain = readPlain();
      // What is hashed is the value written in one way. Text that is written so already has that hash
      // itself; and no other has, so that it is what was signed.
      return (
        (plain && (plain.isHashed ? hasText(hash) : hashPlain(plain) === hash)) ||
        hashValue((parsed ??= parseObject(files, NAME)), NAME) === hash
      );
    },
  };
}

function hashPlain(plain: PlainJson): string {
  const hash = createHash('sha256');
  for (const part of plain.parts()) hash.update(part);
  return hash.digest('hex');
}

function hashPart(text: Buffer): string {
  return createHash('sha256').update(text).digest('hex');
}
