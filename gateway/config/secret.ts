import { resolve } from 'node:path';
import { inspect } from 'node:util';
import type { SecretSource } from '../../schemas/types.ts';
import type { Secret } from '../types.ts';
import { readVariable } from './environment.ts';
import { readText, statFile } from './files.ts';

/** What a secret of this kind lacks, such as `must have at least 32 bytes`; undefined if nothing. */
export type SecretRule = (value: string) => string | undefined;

/** A header's value (RFC 9110 section 5.5), less the bytes beyond ASCII, which no two peers read alike. */
export const HEADER_VALUE = /^[\t\x20-\x7e]*$/;

/** The rule of a secret that goes into a header. */
export const headerRule: SecretRule = (value) =>
  HEADER_VALUE.test(value) ? undefined : 'may hold printable ASCII only';

/** The rule of the key of `pseudonym` masks: HMAC-SHA-256 wants as many bytes as it gives. */
export const keyRule: SecretRule = (value) =>
  Buffer.byteLength(value) >= 32 ? undefined : 'must have at least 32 bytes';

/**
 * The secret of `source`; a relative file name is relative to `baseDir`. A variable is read now
 * and never again, a file when it has changed. `read` throws an Error that names the source where
 * the secret cannot be read, is empty, holds CR, LF or NUL, or breaks `rule`.
 */
export function secretFrom(
  source: SecretSource,
  baseDir: string,
  env: NodeJS.ProcessEnv = process.env,
  rule: SecretRule = () => undefined,
): Secret {
  if ('env' in source) return new EnvSecret(source.env, readVariable(env, source.env), rule);
  return new FileSecret(resolve(baseDir, source.file), rule);
}

class EnvSecret implements Secret {
  readonly #name: string;
  readonly #value: string | undefined;
  readonly #rule: SecretRule;

  constructor(name: string, value: string | undefined, rule: SecretRule) {
    this.#name = name;
    this.#value = value;
    this.#rule = rule;
  }

  read(): string {
    const source = `the environment variable ${this.#name}`;
    if (this.#value === undefined) throw new Error(`${source} is not set`);
    return accept(this.#value, source, this.#rule);
  }

  toJSON() {
    return { env: this.#name };
  }

  [inspect.custom]() {
    return `Secret(env ${this.#name})`;
  }
}

class FileSecret implements Secret {
  readonly #file: string;
  readonly #rule: SecretRule;
  #kept: { version: string; value: string } | undefined;

  constructor(file: string, rule: SecretRule) {
    this.#file = file;
    this.#rule = rule;
  }

  read(): string {
    // Looked at before it is read: a change in between is seen as one next time.
    const { version } = statFile(this.#file);
    if (this.#kept?.version !== version) {
      const value = accept(readText(this.#file), this.#file, this.#rule);
      this.#kept = { version, value };
    }
    return this.#kept.value;
  }

  toJSON() {
    return { file: this.#file };
  }

  [inspect.custom]() {
    return `Secret(file ${this.#file})`;
  }
}

function accept(text: string, source: string, rule: SecretRule): string {
  const value = text.replace(/[\r\n]+$/, '');
  if (value === '') throw new Error(`${source} is empty`);
  // In a header these would begin another header.
  if (/[\r\n\0]/.test(value)) throw new Error(`${source} holds a CR, LF or NUL character`);
  const lack = rule(value);
  if (lack !== undefined) throw new Error(`${source} ${lack}`);
  return value;
}
