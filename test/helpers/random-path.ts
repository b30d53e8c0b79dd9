/** Random paths, which are followed here on the tree, with nothing of Regent's own. */
import { NAMES, type Tree } from './random-document.ts';
import { pick, several, type Random } from './random.ts';

/**
 * A name, or `*` for all; an index; a slice; or a filter for members or elements whose `k` is 1.
 */
export type Selector = string | number | { from: number; to?: number } | { k: 1 };

/** One segment of a path. */
export interface Segment {
  descends: boolean;
  selectors: Selector[];
}

/** A path to members named `s` or `t`, of objects whose `k` is 1 if `filters` and chance say so. */
export function randomNamePath(random: Random, filters: boolean): Segment[] {
  const last = {
    descends: random(2) === 0,
    selectors: pick<Selector[]>(random, [['s'], ['s', 't'], ['t']]),
  };
  if (filters && random(2) === 0)
    return [
      { descends: random(2) === 0, selectors: [{ k: 1 }] },
      { ...last, descends: false },
    ];
  return [...several(random(3), () => randomSegment(random)), last];
}

/** A path to anything below the root; mostly one that selects something in this tree. */
export function randomPath(random: Random, tree: Tree): Segment[] {
  const path: Segment[] = [];
  if (random(5) === 0) return several(1 + random(3), () => randomSegment(random));
  for (let at = tree; ;) {
    const children = childrenOf(at);
    if (children.length === 0) break;
    const index = random(children.length);
    const selector = randomSelectorOf(random, at, index);
    const selectors = random(4) === 0 ? [selector, randomSelector(random)] : [selector];
    path.push({ descends: random(4) === 0, selectors });
    at = children[index]!;
    if (random(2) === 0) break;
  }
  return path.length > 0 ? path : [randomSegment(random)];
}

/** One that selects this child, mostly others too. */
function randomSelectorOf(random: Random, tree: Tree, index: number): Selector {
  if (random(4) === 0) return '*';
  if (tree.kind === 'object') return tree.members[index]!.name;
  const { length } = childrenOf(tree);
  return pick<Selector>(random, [
    index,
    index - length,
    { from: index },
    { from: 0, to: index + 1 },
  ]);
}

function randomSegment(random: Random): Segment {
  return {
    descends: random(4) === 0,
    selectors: several(1 + random(2), () => randomSelector(random)),
  };
}

function randomSelector(random: Random): Selector {
  switch (random(8)) {
    case 0:
      return '*';
    case 1:
      return random(5) - 2;
    case 2:
      return random(2) === 0 ? { from: random(5) - 2 } : { from: random(3), to: random(5) - 1 };
    default:
      return pick(random, NAMES);
  }
}

/** The path as RFC 9535 writes it. */
export function writePath(segments: readonly Segment[]): string {
  const texts = segments.map(({ descends, selectors }) => {
    return `${descends ? '..' : ''}[${selectors.map(writeSelector).join()}]`;
  });
  return `$${texts.join('')}`;
}

function writeSelector(selector: Selector): string {
  if (selector === '*') return '*';
  if (typeof selector === 'string') return `'${selector}'`;
  if (typeof selector === 'number') return String(selector);
  return 'k' in selector ? '?@.k == 1' : `${selector.from}:${selector.to ?? ''}`;
}

/** What the path selects. Each of several members of one name is selected as if it were alone. */
export function select(root: Tree, segments: readonly Segment[]): Set<Tree> {
  let trees = new Set([root]);
  for (const { descends, selectors } of segments) {
    const from = descends ? [...trees].flatMap(withDescendants) : [...trees];
    trees = new Set(
      from.flatMap((tree) => selectors.flatMap((selector) => follow(tree, selector))),
    );
  }
  return trees;
}

function withDescendants(tree: Tree): Tree[] {
  return [tree, ...childrenOf(tree).flatMap(withDescendants)];
}

function childrenOf(tree: Tree): Tree[] {
  if (tree.kind === 'object') return tree.members.map(({ value }) => value);
  return tree.kind === 'array' ? tree.items : [];
}

function follow(tree: Tree, selector: Selector): Tree[] {
  if (selector === '*') return childrenOf(tree);
  if (typeof selector === 'object' && 'k' in selector) {
    return childrenOf(tree).filter((child) =>
      namedOf(child, 'k').some((value) => value.kind === 'scalar' && value.text === '1'),
    );
  }
  if (typeof selector === 'string') return namedOf(tree, selector);
  if (tree.kind !== 'array') return [];
  if (typeof selector === 'number')
    return tree.items.slice(selector, selector === -1 ? undefined : selector + 1);
  return tree.items.slice(selector.from, selector.to);
}

function namedOf(tree: Tree, wanted: string): Tree[] {
  if (tree.kind !== 'object') return [];
  return tree.members.filter(({ name }) => name === wanted).map(({ value }) => value);
}
