import { HOP_BY_HOP } from '../hop-by-hop.ts';

/** `alt-svc` would show the agent a way round the gateway. */
const DROPPED = new Set([...HOP_BY_HOP, 'alt-svc']);

/**
 * The upstream's end-to-end headers as they came (name, value, name, value …). What only Regent says
 * (`X-Regent-*`) is dropped, so that an upstream cannot speak for the gateway.
 */
export function keepEndToEnd(raw: readonly string[]): string[] {
  const nominated = new Set<string>();
  for (let index = 0; index < raw.length; index += 2) {
    if (raw[index]!.toLowerCase() !== 'connection') continue;
    for (const token of raw[index + 1]!.split(',')) nominated.add(token.trim().toLowerCase());
  }
  const kept: string[] = [];
  for (let index = 0; index < raw.length; index += 2) {
    const name = raw[index]!.toLowerCase();
    if (DROPPED.has(name) || nominated.has(name) || name.startsWith('x-regent-')) continue;
    kept.push(raw[index]!, raw[index + 1]!);
  }
  return kept;
}
