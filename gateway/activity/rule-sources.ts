/** The sources of the rules in a bundle that is kept with the evidence: those that decided, whatever is in git now. */
import { SetupError } from '../errors.ts';
import { unpackBundle, withBundleFile } from '../../bundles/read.ts';
import { bundlePath } from '../keep-bundle.ts';

/** A file of a rule. */
export interface RuleFile {
  /** In the bundle. */
  file: string;
  lines: string[];
  title?: string;
  description?: string;
}

/** What is known of a bundle. */
export interface RuleSources {
  /** Where it is kept. */
  path: string;
  /** Bytes of its data. */
  data: number;
  /** By the rule's name: the package below `regent.rules`. */
  rules: Map<string, RuleFile[]>;
}

/** Bundles that are remembered. */
const MAX_KNOWN = 8;

const PACKAGE = /^package regent\.rules(?:\.(\w+)|\["([^"\\]+)"\])[ \t]*(?:#.*)?$/;

/** Reads them once. */
export class RuleLibrary {
  readonly #dir: string;
  readonly #known = new Map<string, Promise<RuleSources>>();

  /** `dir` is that of the ledger. */
  constructor(dir: string) {
    this.#dir = dir;
  }

  /** Rejects with a SetupError where the bundle is not kept, cannot be read, or is not the one that decided. */
  sourcesOf(digest: string): Promise<RuleSources> {
    const known = this.#known.get(digest);
    if (known) return known;
    const sources = readSources(bundlePath(this.#dir, digest), digest);
    this.#known.set(digest, sources);
    if (this.#known.size > MAX_KNOWN) this.#known.delete(this.#known.keys().next().value!);
    sources.catch(() => this.#known.delete(digest));
    return sources;
  }
}

async function readSources(path: string, digest: string): Promise<RuleSources> {
  const { files, digest: found } = await withBundleFile(path, unpackBundle);
  if (found !== digest) throw new SetupError([`${path}: is not the bundle ${digest}`]);
  const rules = new Map<string, RuleFile[]>();
  let data = 0;
  for (const [file, bytes] of files) {
    if (file === 'data.json' || file.endsWith('/data.json')) data += bytes.length;
    // What the optimiser wrote is nobody's source.
    if (!file.endsWith('.rego') || file.startsWith('optimized/')) continue;
    const lines = bytes.toString().split('\n');
    const at = lines.findIndex((line) => PACKAGE.test(line));
    if (at < 0) continue;
    const [, plain, quoted] = PACKAGE.exec(lines[at]!)!;
    const name = (plain ?? quoted)!;
    rules.set(name, [...(rules.get(name) ?? []), toRuleFile(file, lines, at)]);
  }
  return { path, data, rules };
}

function toRuleFile(file: string, lines: string[], at: number): RuleFile {
  const head = lines.slice(0, at);
  const title = annotation(head, 'title');
  const description = annotation(head, 'description');
  return {
    file,
    lines,
    ...(title !== undefined && { title }),
    ...(description !== undefined && { description }),
  };
}

/** A member of the `# METADATA` above the package, where it is on one line. */
function annotation(lines: readonly string[], name: string): string | undefined {
  const line = lines.find((each) => each.startsWith(`# ${name}: `));
  const value = line?.slice(`# ${name}: `.length).trim();
  return value === '|' || value === '>' ? undefined : value;
}
