/** Takes out of an event what must not leave. */

/** A JSON Pointer (RFC 6901), taken apart. */
export interface Erasure {
  pointer: string;
  tokens: string[];
}

/** Takes pointers apart. */
export function parseErasures(pointers: readonly string[]): Erasure[] {
  return pointers.map((pointer) => ({
    pointer,
    tokens: pointer
      .slice(1)
      .split('/')
      .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~')),
  }));
}

/** Takes out what the pointers name, where it is there; gives the pointers that named something. */
export function erase(event: object, erasures: readonly Erasure[]): string[] {
  return erasures.filter(({ tokens }) => eraseOne(event, tokens)).map(({ pointer }) => pointer);
}

function eraseOne(event: object, tokens: readonly string[]): boolean {
  let holder: unknown = event;
  for (const token of tokens.slice(0, -1)) {
    if (!holds(holder, token)) return false;
    holder = holder[token];
  }
  const last = tokens.at(-1)!;
  if (!holds(holder, last)) return false;
  // In an array the others keep their places.
  if (Array.isArray(holder)) holder[last as unknown as number] = null;
  else delete holder[last];
  return true;
}

function holds(value: unknown, name: string): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return false;
  return !Array.isArray(value) || /^(0|[1-9]\d*)$/.test(name);
}
