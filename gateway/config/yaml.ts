/**
 * Reads the configuration's YAML (1.2, core schema) in the one way in which a reviewer would:
 * what YAML can say twice, hide or compute is a fault.
 */
import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  type Document,
  type Node,
} from 'yaml';
import { substitute } from './environment.ts';
import type { Faults, Path } from './faults.ts';

/** Far more than a configuration needs, and little enough to be read at once. */
const MOST_VALUES = 100_000;
const MOST_DEPTH = 32;
// C0 but for tab and line feed, which a block scalar has, and DEL.
// oxlint-disable-next-line no-control-regex -- these are the characters to be refused
const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f]/;

/**
 * The value of the YAML `text`, with environment references replaced. Adds the faults and the
 * lines to `faults`; throws a SetupError at once where the text is not YAML.
 */
export function readYaml(text: string, env: NodeJS.ProcessEnv, faults: Faults): unknown {
  const lines = new LineCounter();
  const document = parse(text, lines, faults);
  return new Reader(env, faults, lines).read(document.contents, []);
}

function parse(text: string, lineCounter: LineCounter, faults: Faults): Document {
  const document = parseDocument(text, {
    version: '1.2',
    schema: 'core',
    strict: true,
    merge: false,
    resolveKnownTags: false,
    // Repeated keys are found by the Reader, which knows their path.
    uniqueKeys: false,
    prettyErrors: false,
    lineCounter,
  });
  // A warning is of an unknown tag or directive: the text means something that is not understood.
  for (const problem of [...document.errors, ...document.warnings]) {
    const { line } = lineCounter.linePos(problem.pos[0]);
    const several = problem.code === 'MULTIPLE_DOCS';
    faults.addText(line, several ? 'a second document begins here' : `YAML: ${problem.message}`);
  }
  if (document.directives?.yaml.version !== '1.2') {
    faults.addText(0, 'the file must be YAML 1.2 (remove the %YAML directive)');
  }
  faults.throwIfAny();
  return document;
}

/** Turns YAML nodes into plain values. */
class Reader {
  readonly #env: NodeJS.ProcessEnv;
  readonly #faults: Faults;
  readonly #lines: LineCounter;
  readonly #anchors = new Map<string, Node>();
  #values = 0;

  constructor(env: NodeJS.ProcessEnv, faults: Faults, lines: LineCounter) {
    this.#env = env;
    this.#faults = faults;
    this.#lines = lines;
  }

  read(node: unknown, path: Path): unknown {
    this.#values += 1;
    if (this.#values > MOST_VALUES || path.length > MOST_DEPTH) {
      // An alias inside its own anchor ends here too.
      this.#faults.addText(0, `the file holds over ${MOST_VALUES} values or ${MOST_DEPTH} levels`);
      this.#faults.throwIfAny();
    }
    if (isAlias(node)) return this.#readAlias(node.source, path);
    if (isMap(node) || isSeq(node) || isScalar(node)) this.#remember(node, path);
    if (isMap(node)) return this.#readMap(node.items, path);
    if (isSeq(node)) return node.items.map((item, index) => this.#readItem(item, [...path, index]));
    if (isScalar(node)) return this.#readScalar(node.value, path);
    return null;
  }

  #readItem(item: unknown, path: Path): unknown {
    this.#locate(item, path);
    return this.read(item, path);
  }

  #readMap(pairs: { key: unknown; value: unknown }[], path: Path): object {
    // Without a prototype, so that the name `__proto__` is a name like any other.
    const map = Object.create(null) as Record<string, unknown>;
    for (const { key, value } of pairs) {
      const name = isScalar(key) ? key.value : undefined;
      if (typeof name !== 'string') {
        this.#faults.add([...path, String(key)], 'must have plain text for a name');
        continue;
      }
      const place = [...path, name];
      this.#locate(key, place);
      if (name in map) this.#faults.add(place, 'stands twice');
      map[name] = this.read(value, place);
    }
    return map;
  }

  #readScalar(value: unknown, path: Path): unknown {
    if (typeof value !== 'string') return value;
    const text = substitute(value, this.#env, (fault) => this.#faults.add(path, fault));
    if (CONTROL.test(text)) this.#faults.add(path, 'may not hold control characters');
    return text;
  }

  #readAlias(name: string, path: Path): unknown {
    const node = this.#anchors.get(name);
    if (node !== undefined) return this.read(node, path);
    this.#faults.add(path, `refers to *${name}, and no &${name} stands before it`);
    return null;
  }

  #remember(node: Node, path: Path): void {
    const name = isAlias(node) ? undefined : node.anchor;
    if (name === undefined) return;
    const known = this.#anchors.get(name);
    if (known !== undefined && known !== node) {
      this.#faults.add(path, `has the anchor &${name}, which stands before it too`);
    }
    this.#anchors.set(name, node);
  }

  #locate(node: unknown, path: Path): void {
    const offset = isScalar(node) || isMap(node) || isSeq(node) ? node.range?.[0] : undefined;
    if (offset !== undefined) this.#faults.locate(path, this.#lines.linePos(offset).line);
  }
}
