/** Random bodies with JSON in them, whose masked values can be filled with this or that. */
import type { Mask } from '../../gateway/types.ts';
import { randomMethod, type Method, type RandomBody } from './random-body.ts';
import { randomSecret, randomTree, write, type Tree } from './random-document.ts';
import { randomNamePath, randomPath, select, writePath, type Segment } from './random-path.ts';
import { pick, several, type Random } from './random.ts';

/** Where strings are that hold JSON. */
const TEXTS: Segment[] = [{ descends: true, selectors: ['j'] }];

/** Masks, and the gaps that they make in trees. */
interface Masking {
  masks: Mask[];
  gapsIn: (tree: Tree) => Set<Tree>;
}

function randomMasking(random: Random, withJson: boolean, tree: Tree): Masking {
  // What a filter looks at must not be masked, or its answer would depend on it.
  const filters = random(3) === 0;
  const make = (into: Tree): { path: Segment[]; method: Method } => {
    const path = filters ? randomNamePath(random, true) : randomPath(random, into);
    return { path, method: randomMethod(random) };
  };
  const texts = [...select(tree, TEXTS)].flatMap((text) =>
    text.kind === 'json' ? [text.within] : [],
  );
  const outer = several(1 + random(3), () => make(tree));
  const inner = withJson ? several(1 + random(2), () => make(texts[0] ?? tree)) : [];
  return {
    masks: [
      ...outer.map(({ path, method }) => ({ path: writePath(path), ...method })),
      ...inner.map(({ path, method }) => ({ path: '$..j', inner: writePath(path), ...method })),
    ],
    gapsIn: (tree) => {
      const gaps = outer.map(({ path }) => select(tree, path));
      for (const json of select(tree, TEXTS)) {
        if (json.kind === 'json') gaps.push(...inner.map(({ path }) => select(json.within, path)));
      }
      return gaps.reduce((all, trees) => all.union(trees));
    },
  };
}

/** Documents under one masking. */
function randomDocuments(
  random: Random,
  count: number,
): { masks: Mask[]; write: (fill: Random) => string[] } {
  const withJson = random(4) === 0;
  const made = several(count, () => randomTree(random, withJson));
  const { masks, gapsIn } = randomMasking(random, withJson, pick(random, made));
  const trees = made.map((tree) => ({ tree, gaps: gapsIn(tree) }));
  return { masks, write: (fill) => trees.map(({ tree, gaps }) => write(tree, gaps, fill)) };
}

/** A JSON document. */
export function randomJson(random: Random): RandomBody {
  const { masks, write } = randomDocuments(random, 1);
  // Now and then so much that the head leaves before the rest is there.
  const before = random(200) === 0 ? '\n'.repeat(140_000) : pick(random, ['', ' \n']);
  const after = random(8) === 0 ? pick(random, [' x', ']', '{}']) : pick(random, ['', '\n']);
  return {
    contentType: pick(random, ['application/json', 'application/problem+json; charset=UTF-8']),
    redactions: { masks },
    write: (fill) => before + write(fill)[0]! + after,
  };
}

/** JSON documents, a line each. */
export function randomNdjson(random: Random): RandomBody {
  const { masks, write } = randomDocuments(random, 1 + random(3));
  const end = pick(random, ['\n', '\r\n']);
  const rest = random(8) === 0 ? '{' : pick(random, ['', end, '{"a":1}']);
  return {
    contentType: pick(random, ['application/x-ndjson', 'application/jsonl']),
    redactions: { masks },
    write: (fill) =>
      write(fill)
        .map((text) => onOneLine(text) + end)
        .join('') + rest,
  };
}

/** JSON documents of several lines, under a connection that says so. */
export function randomJsonTexts(random: Random): RandomBody {
  const { masks, write } = randomDocuments(random, 1 + random(3));
  return {
    contentType: 'application/json',
    redactions: { masks },
    jsonTexts: true,
    write: (fill) => write(fill).join('\n'),
  };
}

/** A sequence of RFC 7464. */
export function randomJsonSeq(random: Random): RandomBody {
  const { masks, write } = randomDocuments(random, 1 + random(3));
  return {
    contentType: 'application/json-seq',
    redactions: { masks },
    write: (fill) =>
      write(fill)
        .map((text) => `\x1e${text}\n`)
        .join(''),
  };
}

/** Events with JSON data, of several lines where it has such, and comments that tell. */
export function randomSse(random: Random): RandomBody {
  const { masks, write } = randomDocuments(random, 1 + random(3));
  const head = pick(random, ['', 'event: x\n', 'id: 7\nretry: 10\n']);
  const end = pick(random, ['\n', '\r\n', '\r']);
  const withComment = random(4) === 0;
  const rest = pick(random, ['', '', 'data: [DONE]\n\n', 'data: {}']);
  return {
    contentType: 'text/event-stream',
    redactions: { masks },
    write: (fill) => {
      const events = write(fill).map((text) => {
        const comment = withComment ? `: ${onOneLine(randomSecret(fill))}\n` : '';
        const data = text.split(/\r\n|\r|\n/).map((line) => `data: ${line}\n`);
        return `${head}${comment}${data.join('')}\n`;
      });
      return (events.join('') + rest).replaceAll('\n', end);
    },
  };
}

function onOneLine(text: string): string {
  return text.replaceAll(/[\r\n]/g, ' ');
}
