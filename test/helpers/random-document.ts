/**
 * Random JSON texts with gaps: what masks select is a gap, which can be filled with this value or
 * that.
 */
import { pick, several, type Random } from './random.ts';

/** A JSON value, with the white space that stands around its parts. */
export type Tree =
  | { kind: 'object'; members: { written: string; name: string; value: Tree }[]; space: string }
  | { kind: 'array'; items: Tree[]; space: string }
  | { kind: 'scalar'; text: string }
  /** A string that holds JSON. */
  | { kind: 'json'; within: Tree };

/** Of members. */
export const NAMES = ['s', 't', 'a', 'b', 'k', 'id'];
const SPACES = ['', '', '', ' ', '\n', ' \t', '\r\n  '];
const SCALARS = [
  '1',
  '1',
  'null',
  'true',
  '-0',
  '12345678901234567890',
  '1.0',
  '"x"',
  '"\\u00e9€"',
  '""',
];
const PARTS = [
  'secret',
  '\\"',
  '\\\\',
  '\\n',
  '\\u0073',
  'é',
  '€',
  '😀',
  '\\ud83d\\ude00',
  '{"s":',
  ' ',
  '@',
  '\\/',
  '9',
];

/** A document. With `withJson` members named `j` are strings that hold JSON. */
export function randomTree(random: Random, withJson: boolean, depth = 4): Tree {
  const kind = depth === 0 ? 2 : random(depth === 4 ? 2 : 5);
  const space = pick(random, SPACES);
  if (kind === 0) {
    const members = several(1 + random(5), () => {
      const name = pick(random, NAMES);
      const written = random(6) === 0 ? escapeName(name) : name;
      return { written, name, value: randomTree(random, withJson, depth - 1) };
    });
    if (withJson && random(2) === 0) {
      const value: Tree = { kind: 'json', within: randomTree(random, false, 3) };
      members.splice(random(members.length + 1), 0, { written: 'j', name: 'j', value });
    }
    // A name that stands twice is rare, as what must be read whole is refused then.
    const isKept = random(20) === 0 ? () => true : isFirst(members.map(({ name }) => name));
    return { kind: 'object', members: members.filter((_, index) => isKept(index)), space };
  }
  if (kind === 1) {
    return {
      kind: 'array',
      items: several(random(4), () => randomTree(random, withJson, depth - 1)),
      space,
    };
  }
  return { kind: 'scalar', text: pick(random, SCALARS) };
}

function isFirst(names: string[]): (index: number) => boolean {
  return (index) => names.indexOf(names[index]!) === index;
}

function escapeName(name: string): string {
  return `\\u${name.charCodeAt(0).toString(16).padStart(4, '0')}${name.slice(1)}`;
}

/** The JSON text, with another value in each gap; `fill` alone decides which. */
export function write(tree: Tree, gaps: ReadonlySet<Tree>, fill: Random): string {
  if (gaps.has(tree)) return randomSecret(fill);
  switch (tree.kind) {
    case 'scalar':
      return tree.text;
    case 'json':
      return JSON.stringify(write(tree.within, gaps, fill));
    case 'array':
      return `[${tree.space}${tree.items.map((item) => write(item, gaps, fill)).join(`,${tree.space}`)}]`;
    default: {
      const { space } = tree;
      const members = tree.members.map(
        ({ written, value }) => `"${written}"${space}:${write(value, gaps, fill)}`,
      );
      return `{${space}${members.join(`${space},`)}}`;
    }
  }
}

/** What no byte of may leave: a value of any kind and length, without a name twice in an object. */
export function randomSecret(random: Random, depth = 2): string {
  switch (random(depth === 0 ? 3 : 6)) {
    case 0:
      return pick(random, [
        '1',
        '0',
        '-1.5e300',
        '123456789012345678901234567890',
        'null',
        'true',
        'false',
      ]);
    case 1:
    case 2:
      return `"${several(random(random(8) === 0 ? 60 : 5), () =>
        pick(
          random,
          PARTS.filter((part) => !part.includes('"') || part === '\\"'),
        ),
      ).join('')}"`;
    case 3:
      return `[${several(random(4), () => randomSecret(random, depth - 1)).join(pick(random, [',', ' , ']))}]`;
    default: {
      const names = ['s', 'a', 'j', 'k', '\\u0062', 'zz'].slice(random(3), 3 + random(4));
      return `{${names.map((name) => `"${name}":${randomSecret(random, depth - 1)}`).join()}}`;
    }
  }
}
