/** `regent evidence replay`. */
import { ProgressBar } from '../bundles/impact/progress.ts';
import { openEvidence } from '../evidence/archive/open-evidence.ts';
import { formatReplay } from '../evidence/replay/format.ts';
import { replay } from '../evidence/replay/replay.ts';
import { readKeys, type KeyOptions } from './evidence-keys.ts';

interface Options extends KeyOptions {
  json?: boolean;
}

/** Gives the exit code: 1 where a decision is not reached again. */
export async function runReplay(path: string, options: Options): Promise<number> {
  const evidence = await openEvidence(path, await readKeys(options));
  const bar = new ProgressBar(process.stderr);
  try {
    const { dir, reader, size } = evidence;
    const progress = (read: number, of: number, decided: number): void =>
      bar.draw(read, of, decided);
    const result = await replay({ dir, reader, size, progress });
    bar.clear();
    process.stdout.write(
      options.json === true ? `${JSON.stringify(result, null, 2)}\n` : formatReplay(result),
    );
    return result.different > 0 ? 1 : 0;
  } finally {
    bar.clear();
    await evidence.close();
  }
}
