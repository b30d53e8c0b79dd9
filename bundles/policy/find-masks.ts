/** Finds the paths of masks in a policy's syntax tree. */
import type { Module, Rule, Term } from './ast.ts';
import { isTerm, literalMembers, refText, walk } from './ast.ts';

/** A function that makes a mask of one of its arguments, such as `lib.redact(path)`. */
export interface Constructor {
  /** Such as `data.regent.lib.redact`. */
  name: string;
  /** Which argument is the path. */
  argument: number;
  /** Its other members that are checked, where they are literal. */
  fixed: FixedMembers;
}

const FIXED = ['with', 'dialect', 'inner', 'type', 'pattern'] as const;

type FixedMembers = Partial<Record<(typeof FIXED)[number], string>>;

/** A mask, or a detector with a path, as it is written; `path` is undefined where it is computed. */
export interface WrittenMask {
  path?: string;
  fixed: FixedMembers;
  line?: number;
  column?: number;
}

/** The functions of a module that make a mask. */
export function findConstructors(module: Module): Constructor[] {
  const own = packageOf(module);
  return (module.rules ?? []).flatMap((rule) => {
    const name = ruleName(rule);
    const { args = [] } = rule.head;
    return maskObjects(rule).flatMap((members) => {
      const path = members.get('path');
      const argument = args.findIndex((arg) => isSameVar(arg, path));
      return name === undefined || argument < 0
        ? []
        : [{ name: `${own}.${name}`, argument, fixed: fixedMembers(members) }];
    });
  });
}

/** The masks that a module writes, as objects or by one of the constructors. */
export function findMasks(module: Module, constructors: readonly Constructor[]): WrittenMask[] {
  const masks: WrittenMask[] = [];
  const fullName = nameResolver(module);
  for (const rule of module.rules ?? []) {
    const { args = [] } = rule.head;
    for (const members of maskObjects(rule)) {
      const path = members.get('path');
      // A constructor's path is that of its calls.
      if (args.some((arg) => isSameVar(arg, path)) && ruleName(rule) !== undefined) continue;
      masks.push(written(path, fixedMembers(members)));
    }
    for (const [callee, values] of calls(rule)) {
      for (const { name, argument, fixed } of constructors) {
        if (fullName(callee) === name) masks.push(written(values[argument], fixed));
      }
    }
  }
  return masks;
}

function written(path: Term | undefined, fixed: FixedMembers): WrittenMask {
  const place =
    path?.location === undefined ? {} : { line: path.location.row, column: path.location.col };
  return isTerm(path, 'string')
    ? { path: String(path.value), fixed, ...place }
    : { fixed, ...place };
}

/** The objects of a rule that have a member `path` and a member `with`. */
function maskObjects(rule: Rule): Map<string, Term>[] {
  const found: Map<string, Term>[] = [];
  walk(rule, (node) => {
    if (!isTerm(node, 'object') || !Array.isArray(node.value)) return;
    const members = literalMembers(node);
    if (members.has('path') && members.has('with')) found.push(members);
  });
  return found;
}

/** Calls stand as terms, and in a rule's body as an expression's list of terms. */
function calls(rule: Rule): [callee: string, args: Term[]][] {
  const found: [string, Term[]][] = [];
  walk(rule, (node) => {
    const { terms } = node as { terms?: unknown };
    const parts = isTerm(node, 'call') ? node.value : terms;
    if (!Array.isArray(parts)) return;
    const [callee, ...args] = parts as Term[];
    const name = isTerm(callee, 'ref') ? refText(callee.value) : undefined;
    if (name !== undefined) found.push([name, args]);
  });
  return found;
}

/** Makes of a callee's name in this module the one from `data` on. */
function nameResolver(module: Module): (callee: string) => string {
  const imports = new Map(
    (module.imports ?? []).flatMap(({ path, alias }) => {
      const name = refText(path.value);
      return name === undefined ? [] : [[alias ?? name.split('.').at(-1) ?? '', name]];
    }),
  );
  const own = packageOf(module);
  return (callee) => {
    const [head = '', ...rest] = callee.split('.');
    if (head === 'data') return callee;
    const imported = imports.get(head);
    return imported === undefined ? `${own}.${callee}` : [imported, ...rest].join('.');
  };
}

function packageOf(module: Module): string {
  return module.package.path.map(({ value }) => String(value)).join('.');
}

function ruleName({ head }: Rule): string | undefined {
  return head.ref === undefined ? head.name : refText(head.ref);
}

function fixedMembers(members: Map<string, Term>): FixedMembers {
  const fixed: FixedMembers = {};
  for (const key of FIXED) {
    const value = members.get(key);
    if (isTerm(value, 'string')) fixed[key] = String(value.value);
  }
  return fixed;
}

function isSameVar(one: Term, other: Term | undefined): boolean {
  return isTerm(one, 'var') && isTerm(other, 'var') && one.value === other.value;
}
