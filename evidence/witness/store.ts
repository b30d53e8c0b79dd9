/** The newest checkpoint that the witness cosigned of each log: one file a log, replaced durably. */
import { hash } from 'node:crypto';
import { mkdir, open, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { syncDirectory } from '../../bundles/server/blobs.ts';
import { SetupError } from '../../gateway/errors.ts';
import {
  formatCheckpoint,
  parseCheckpoint,
  type Checkpoint,
} from '../../gateway/ledger/notes/checkpoint.ts';
import { EMPTY_ROOT } from '../../gateway/ledger/tree/hash.ts';

/** Where a log stands, as far as the witness knows. */
export type Witnessed = Pick<Checkpoint, 'size' | 'root'>;

/** What the witness remembers. */
export class WitnessStore {
  readonly #dir: string;
  readonly #known: Map<string, Witnessed>;

  private constructor(dir: string, known: Map<string, Witnessed>) {
    this.#dir = dir;
    this.#known = known;
  }

  /**
   * Reads what is known of the logs of these origins. Throws a SetupError where a file cannot be read or is damaged:
   * a witness that forgot would cosign a second history.
   */
  static async open(dir: string, origins: Iterable<string>): Promise<WitnessStore> {
    await mkdir(dir, { recursive: true, mode: 0o700 });
    const known = new Map<string, Witnessed>();
    for (const origin of origins) {
      const found = await readState(fileOf(dir, origin), origin);
      if (found) known.set(origin, found);
    }
    return new WitnessStore(dir, known);
  }

  /** The newest checkpoint that was cosigned; the empty tree where none was. */
  newest(origin: string): Witnessed {
    return this.#known.get(origin) ?? { size: 0, root: EMPTY_ROOT };
  }

  /** Remembers a checkpoint, durably when this resolves. Calls for one log must not overlap. */
  async remember(origin: string, { size, root }: Witnessed): Promise<void> {
    const path = fileOf(this.#dir, origin);
    const temporary = `${path}.tmp`;
    {
      await using file = await open(temporary, 'w', 0o600);
      await file.writeFile(formatCheckpoint({ origin, size, root }));
      // Before the rename: else a crash could leave the name with nothing in it.
      await file.sync();
    }
    await rename(temporary, path);
    await syncDirectory(this.#dir);
    this.#known.set(origin, { size, root });
  }
}

function fileOf(dir: string, origin: string): string {
  return join(dir, `${hash('sha256', origin)}.checkpoint`);
}

async function readState(file: string, origin: string): Promise<Witnessed | undefined> {
  try {
    const state = parseCheckpoint(await readFile(file, 'utf8'));
    if (state.origin !== origin) throw new Error(`it is of ${state.origin}`);
    return { size: state.size, root: state.root };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    const what = `what the witness knows of ${origin} cannot be read from ${file}: ${(error as Error).message}`;
    throw new SetupError([`${what}; restore the file: without it a second history would pass`]);
  }
}
