/** What Regent reads of the syntax tree that `opa parse --format json` and `rego.parse_module` give. */

/** A term or a part of one. `location` is there only with `--json-include locations`. */
export interface Term {
  type: string;
  value: unknown;
  location?: { row: number; col: number };
}

/** A parsed file. */
export interface Module {
  package: { path: Term[] };
  imports?: { path: Term; alias?: string }[];
  rules?: Rule[];
}

/** A rule; `else` hangs on it as another. */
export interface Rule {
  head: { name?: string; ref?: Term[]; args?: Term[]; value?: Term };
  body?: unknown;
}

/** Whether it is a term of the type. */
export function isTerm(node: unknown, type: string): node is Term {
  return typeof node === 'object' && node !== null && (node as Term).type === type;
}

/** Calls `visit` with every object in the tree, whatever holds it: nothing of it is passed over. */
export function walk(node: unknown, visit: (node: object) => void): void {
  const open = [node];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (typeof next !== 'object' || next === null) continue;
    if (!Array.isArray(next)) visit(next);
    for (const value of Object.values(next)) if (typeof value === 'object') open.push(value);
  }
}

/** A reference as text, `lib.redact`; undefined where a part of it is computed. */
export function refText(terms: unknown): string | undefined {
  if (!Array.isArray(terms)) return undefined;
  const [head, ...rest] = terms as Term[];
  if (!isTerm(head, 'var') || !rest.every((part) => isTerm(part, 'string'))) return undefined;
  return [head, ...rest].map(({ value }) => String(value)).join('.');
}

/** The members of an object term whose names are literal. */
export function literalMembers(object: Term): Map<string, Term> {
  const pairs = object.value as [Term, Term][];
  return new Map(
    pairs.flatMap(([key, value]) => (isTerm(key, 'string') ? [[String(key.value), value]] : [])),
  );
}
