/** What the parts of the redaction hand each other. */
import type { Mask } from '../types.ts';

/**
 * Masks one body, or one document of it, piece by piece and synchronously. Both throw a Refusal
 * `unmaskable-response`, after which the masker must not be used again.
 */
export interface BodyMasker {
  /** The body's next bytes, cut anywhere. What may leave now; it may share memory with `chunk`. */
  write(chunk: Buffer): Buffer;
  /** The body is over. What is left to leave; throws where the body is incomplete. */
  end(): Buffer;
}

/** A value that a mask selected, as far as methods need it. */
export type MaskedValue =
  | { kind: 'string'; /** Unescaped, well-formed. */ value: string }
  | { kind: 'number'; /** As it stands in the text. */ lexeme: string }
  | { kind: 'true' | 'false' | 'null' }
  /** Its JSON text. */
  | { kind: 'object' | 'array'; text: string };

/**
 * JSON text that stands instead of a value. Throws a Refusal `unmaskable-response` where the method
 * cannot be applied to it.
 */
export type Replace = (value: MaskedValue, mask: Mask) => string;

/** What one mask hit so far. Paths are RFC 9535 normalized paths, the first few only. */
export interface Hits {
  count: number;
  paths: string[];
}

/** A place in a text (UTF-16 offsets, the end exclusive), and the text that comes to stand there. */
export interface TextEdit {
  start: number;
  end: number;
  text: string;
}

/**
 * Looks through the text of a string or number, which rules select by their paths: what is to be
 * replaced in it, in order and without overlaps. `locate` gives the value's normalized path.
 */
export type LookThrough = (
  text: string,
  rules: readonly number[],
  locate: () => string,
) => readonly TextEdit[];
