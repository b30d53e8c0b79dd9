/** Gathers every fault of a configuration file, so that the operator sees all of them in one run. */
import { SetupError } from '../errors.ts';

/** Where a value stands: member names and list indexes from the root. */
export type Path = readonly (string | number)[];

/** The path as an operator reads it: `connections[2].upstream`. The root is `the file`. */
export function formatPath(path: Path): string {
  let text = '';
  for (const segment of path) {
    if (typeof segment === 'number') text += `[${segment}]`;
    // A name may come from a hostile file: only plain ones reach the terminal unescaped.
    else if (!/^[\w-]+$/.test(segment)) text += `[${JSON.stringify(segment)}]`;
    else text += text === '' ? segment : `.${segment}`;
  }
  return text === '' ? 'the file' : text;
}

/** The faults found so far, and the lines on which the values stand. */
export class Faults {
  readonly #file: string;
  readonly #lines = new Map<string, number>();
  readonly #paths = new Set<string>();
  readonly #found: { line: number; text: string }[] = [];

  /** `file` is put before every fault, as the operator wrote it. */
  constructor(file: string) {
    this.#file = file;
  }

  /** Notes that the value at `path` stands on `line`, counted from 1. */
  locate(path: Path, line: number): void {
    this.#lines.set(formatPath(path), line);
  }

  /** Adds the fault `<path> <sentence>`, on the line of the nearest value that has one. */
  add(path: Path, sentence: string): void {
    this.#paths.add(formatPath(path));
    this.addText(this.#lineOf(path), `${formatPath(path)} ${sentence}`);
  }

  /** Adds a fault of the text itself; `line` 0 is no line. The same fault twice is one. */
  addText(line: number, text: string): void {
    if (!this.#found.some((fault) => fault.line === line && fault.text === text)) {
      this.#found.push({ line, text });
    }
  }

  /** Whether there is a fault at `path` itself. */
  at(path: Path): boolean {
    return this.#paths.has(formatPath(path));
  }

  /** Whether there is a fault at `path` or at what holds it. */
  covers(path: Path): boolean {
    return path.some((_, index) => this.at(path.slice(0, index))) || this.at(path);
  }

  /** Throws one SetupError with all faults, in the order of the file's lines. */
  throwIfAny(cause?: unknown): void {
    if (this.#found.length === 0) return;
    const sorted = this.#found.toSorted((a, b) => a.line - b.line);
    const at = (line: number) => (line === 0 ? this.#file : `${this.#file}:${line}`);
    throw new SetupError(
      sorted.map(({ line, text }) => `${at(line)}: ${text}`),
      cause,
    );
  }

  #lineOf(path: Path): number {
    for (let length = path.length; length >= 0; length -= 1) {
      const line = this.#lines.get(formatPath(path.slice(0, length)));
      if (line !== undefined) return line;
    }
    return 0;
  }
}
