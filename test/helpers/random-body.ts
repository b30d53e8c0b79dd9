/** Random bodies of every form, with masks, whose masked values can be filled with this or that. */
import type { Redactions } from '../../gateway/redaction/redactions.ts';
import type { Mask } from '../../gateway/types.ts';
import {
  randomNamePath,
  randomPath,
  randomSecret,
  randomTree,
  select,
  write,
  writePath,
  type Segment,
  type Tree,
} from './random-document.ts';
import { pick, several, type Random } from './random.ts';

/** A body under masks: `write` decides nothing but what is masked. */
export interface RandomBody {
  contentType: string;
  redactions: Redactions;
  /** Whether the connection says that JSON may be several texts. */
  jsonTexts?: boolean;
  write(fill: Random): string;
}

type Method = Pick<Mask, 'with' | 'text'>;

function randomMethod(random: Random): Method {
  const text = pick(random, ['', 'x', '"quoted" \\', 'é😀\n']);
  return pick<Method>(random, [{ with: 'redact' }, { with: 'redact', text }, { with: 'null' }, { with: 'remove' }]);
}

/** Where strings are that hold JSON. */
const TEXTS: Segment[] = [{ descends: true, selectors: ['j'] }];

/** Masks, and the gaps that they make in trees. */
interface Masking {
  masks: Mask[];
  gapsIn(tree: Tree): Set<Tree>;
}

function randomMasking(random: Random, withJson: boolean, tree: Tree): Masking {
  // What a filter looks at must not be masked, or its answer would depend on it.
  const filters = random(3) === 0;
  const make = (into: Tree): { path: Segment[]; method: Method } => {
    const path = filters ? randomNamePath(random, true) : randomPath(random, into);
    return { path, method: randomMethod(random) };
  };
  const texts = [...select(tree, TEXTS)].flatMap((text) => text.kind === 'json' ? [text.within] : []);
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
      return new Set(gaps.flatMap((trees) => [...trees]));
    },
  };
}

/** Documents under one masking. */
function randomDocuments(random: Random, count: number): { masks: Mask[]; write(fill: Random): string[] } {
  const withJson = random(4) === 0;
  const made = several(count, () => randomTree(random, withJson));
  const { masks, gapsIn } = randomMasking(random, withJson, pick(random, made));
  const trees = made.map((tree) => ({ tree, gaps: gapsIn(tree) }));
  return { masks, write: (fill) => trees.map(({ tree, gaps }) => write(tree, gaps, fill)) };
}

/** A JSON document. */
export function randomJson(random: Random): RandomBody {
  const { masks, write } = randomDocuments(random, 1);
  const [before, after] = [pick(random, ['', ' \n']), pick(random, ['', '', '', '', '', '', '', '\n', '\n', ' x', ']'])];
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
  const rest = pick(random, ['', '', '', '', '', '', '', end, '{"a":1}', '{']);
  return {
    contentType: pick(random, ['application/x-ndjson', 'application/jsonl']),
    redactions: { masks },
    write: (fill) => write(fill).map((text) => onOneLine(text) + end).join('') + rest,
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
    write: (fill) => write(fill).map((text) => `\x1e${text}\n`).join(''),
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

/** A form body. */
export function randomForm(random: Random): RandomBody {
  const names = several(random(6), () => pick(random, ['s', 't', 'a', '%73', 'b+c', '']));
  const path = pick(random, ["$['s','t']", '$..s', '$.s', '$[*]']);
  const masked = (name: string): boolean =>
    path === '$[*]' || name === 's' || name === '%73' || (name === 't' && path === "$['s','t']");
  const values = names.map(() => pick(random, ['', '1', 'a+b', '%C3%A9']));
  return {
    contentType: 'application/x-www-form-urlencoded',
    redactions: { masks: [{ path, ...randomMethod(random) }] },
    write: (fill) => names.map((name, index) => {
      const value = masked(name) ? encodeURIComponent(randomSecret(fill)) : values[index]!;
      return `${name}=${value}`;
    }).join('&'),
  };
}

/** CSV with a header row. */
export function randomCsv(random: Random): RandomBody {
  const path = pick(random, ['$[*].s', '$..s', "$[?@.id == '1'].s", "$[*]['s','name']"]);
  const end = pick(random, ['\n', '\r\n']);
  const rows = several(random(5), () => ({ id: pick(random, ['1', '2', '"1"']), name: pick(random, ['x', '"a, ""b"""', '"\n"', '']) }));
  // A backslash before a quote is refused, as readers differ on it.
  const quote = (text: string): string => `"${text.replaceAll('\\', '').replaceAll('"', '""')}"`;
  return {
    contentType: 'text/csv',
    redactions: { masks: [{ path, ...randomMethod(random) }] },
    write: (fill) => {
      const lines = rows.map(({ id, name }) => {
        const isMasked = !path.includes('?') || id.includes('1');
        const other = path.includes('name') ? quote(randomSecret(fill)) : name;
        return `${id},${isMasked ? quote(randomSecret(fill)) : 'kept'},${other}`;
      });
      return ['id,s,name', ...lines].join(end);
    },
  };
}

/** Text with something in it for detectors to find; plain, or the strings of a JSON document. */
export function randomText(random: Random): RandomBody {
  const kind = pick(random, ['email', 'ip', 'credit-card'] as const);
  const words = several(2 + random(6), () => pick(random, ['write to', 'é', 'the\n', ',', '12', 'or']));
  const places = several(1 + random(3), () => random(words.length));
  const isJson = random(2) === 0;
  return {
    contentType: isJson ? 'application/json' : 'text/plain; charset=utf-8',
    redactions: { detect: [{ type: kind, with: 'redact' }] },
    write: (fill) => {
      const text = words.map((word, index) => places.includes(index) ? `${word} ${randomFound(kind, fill)} ` : `${word} `).join('');
      return isJson ? JSON.stringify({ a: [text], b: { text } }) : text;
    },
  };
}

function randomFound(kind: 'email' | 'ip' | 'credit-card', fill: Random): string {
  if (kind === 'ip') return several(4, () => 1 + fill(254)).join('.');
  const letters = (count: number): string => several(count, () => pick(fill, [...'abcdefghij'])).join('');
  if (kind === 'email') return `${letters(1 + fill(20))}@${letters(2 + fill(9))}.example`;
  const digits = `4${several(14, () => fill(10)).join('')}`;
  return digits + checkDigit(digits);
}

/** Luhn's, for the 15 digits before it. */
function checkDigit(digits: string): number {
  const sum = [...digits].reduce((sum, digit, index) => {
    const value = Number(digit) * (index % 2 === 0 ? 2 : 1);
    return sum + (value > 9 ? value - 9 : value);
  }, 0);
  return (10 - (sum % 10)) % 10;
}
