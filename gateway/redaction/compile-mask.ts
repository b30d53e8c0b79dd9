import { Refusal } from '../errors.ts';
import type { JsonNode } from '../json/read.ts';
import type { Mask } from '../types.ts';
import type { Document } from './document.ts';
import { compilePlusPath } from './jsonpath-plus.ts';
import { compilePath } from './rfc9535.ts';

/** A mask whose path has been parsed. */
export interface CompiledMask {
  /**
   * The values that the path selects, each once. Throws where the evaluation fails: Regent's own
   * Refusal or what the library throws.
   */
  find(document: Document): Set<JsonNode>;
}

/** Policies may compute paths, so what they can fill is bounded. */
const MAX_COMPILED = 1000;

const compiled = new Map<string, CompiledMask>();

/**
 * Parses a mask's path, or takes it from those parsed before. Throws an Error that names the path
 * where it does not parse, can cost too much, or would remove the root.
 */
export function compileMask(mask: Mask): CompiledMask {
  const { path, dialect = 'rfc9535' } = mask;
  if (path.trim() === '$' && mask.with === 'remove') {
    throw new Error(`the mask path ${quote(path)} is the whole body, which cannot be removed`);
  }
  const key = `${dialect} ${path}`;
  const known = compiled.get(key);
  if (known) return known;
  const made = parse(path, dialect);
  if (compiled.size >= MAX_COMPILED) compiled.clear();
  compiled.set(key, made);
  return made;
}

/** What `find` gives; throws a Refusal `unmaskable-response` whatever goes wrong. */
export function findMasked(mask: Mask, document: Document): Set<JsonNode> {
  try {
    return compileMask(mask).find(document);
  } catch (error) {
    if (error instanceof Refusal) throw error;
    const detail = `The mask path ${quote(mask.path)} cannot be evaluated on the response.`;
    throw new Refusal('unmaskable-response', detail, {}, error);
  }
}

function parse(path: string, dialect: 'rfc9535' | 'jsonpath-plus'): CompiledMask {
  try {
    return dialect === 'rfc9535' ? compilePath(path) : compilePlusPath(path);
  } catch (error) {
    throw new Error(`the mask path ${quote(path)} is refused: ${(error as Error).message}`, {
      cause: error,
    });
  }
}

function quote(path: string): string {
  return JSON.stringify(path);
}
