/**
 * The rules that spoke: those of the bundle that decided in which a reason of the decision stands. The bundle is the one that
 * is kept with the evidence, so that the sources are those that decided, whatever is in git now.
 */
import { readFile } from 'node:fs/promises';
import { readArchive } from '../../bundles/read-archive.ts';
import type { FiredRule } from '../admin/contract.ts';
import { bundlePath } from '../keep-bundle.ts';

/** A file of policy. */
interface Source {
  file: string;
  rule: string;
  lines: string[];
  title?: string;
  description?: string;
}

/** Bundles whose sources are remembered. */
const MAX_KNOWN = 8;

/** Finds rules in the bundles that a ledger keeps. */
export class RuleFinder {
  readonly #dir: string;
  readonly #known = new Map<string, Promise<Source[]>>();

  constructor(dir: string) {
    this.#dir = dir;
  }

  /** The rules that can have given these reasons, in their order; none where the bundle is not kept, or cannot be read. */
  async find(digest: string, reasons: readonly string[]): Promise<FiredRule[]> {
    const sources = await this.#sources(digest).catch((): Source[] => []);
    return reasons.flatMap((reason) => sources.flatMap((source) => ruleOf(source, reason)));
  }

  #sources(digest: string): Promise<Source[]> {
    const known = this.#known.get(digest);
    if (known) return known;
    const sources = readSources(bundlePath(this.#dir, digest));
    this.#known.set(digest, sources);
    if (this.#known.size > MAX_KNOWN) this.#known.delete(this.#known.keys().next().value!);
    sources.catch(() => this.#known.delete(digest));
    return sources;
  }
}

async function readSources(path: string): Promise<Source[]> {
  const files = await readArchive(await readFile(path));
  return [...files]
    .filter(([file]) => file.endsWith('.rego') && !file.startsWith('optimized/'))
    .map(([file, bytes]) => toSource(file, bytes.toString()));
}

function toSource(file: string, text: string): Source {
  const lines = text.split('\n');
  const at = lines.findIndex((line) => line.startsWith('package '));
  const name = lines[at]?.slice('package '.length).trim() ?? '';
  const head = lines.slice(0, Math.max(0, at));
  const title = annotation(head, 'title');
  const description = annotation(head, 'description');
  return {
    file,
    rule: name.replace(/^regent\.rules\./, ''),
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

function ruleOf({ lines, rule, title, description, file }: Source, reason: string): FiredRule[] {
  const wanted = JSON.stringify(reason);
  const at = lines.findIndex((line) => line.includes(wanted) && !line.startsWith('#'));
  if (at < 0) return [];
  const named = {
    ...(title !== undefined && { title }),
    ...(description !== undefined && { description }),
  };
  return [{ rule, reason, ...named, file, line: at + 1 }];
}
