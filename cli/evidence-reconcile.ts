/** `regent evidence reconcile`. */
import { ProgressBar } from '../bundles/impact/progress.ts';
import { openEvidence } from '../evidence/archive/open-evidence.ts';
import { coverageOf } from '../evidence/reconcile/coverage.ts';
import { formatReconciliation } from '../evidence/reconcile/format.ts';
import { readLog } from '../evidence/reconcile/read-log.ts';
import { reconcile } from '../evidence/reconcile/reconcile.ts';
import type { LogFormat } from '../evidence/reconcile/types.ts';
import { readKeys, type KeyOptions } from './evidence-keys.ts';

interface Options extends KeyOptions {
  with: string;
  format?: LogFormat;
  connection?: string;
  from?: Date;
  to?: Date;
  /** Seconds. */
  window: number;
  prefix: string;
  ignore: string[];
  json?: boolean;
}

/** Gives the exit code: 1 where not everything is accounted for. */
export async function runReconcile(path: string, options: Options): Promise<number> {
  const evidence = await openEvidence(path, await readKeys(options));
  const bar = new ProgressBar(process.stderr);
  try {
    const covered = coverageOf(evidence.manifest);
    const log = await readLog(options.with, options.format, (bytes, of, lines) =>
      bar.draw(bytes, of, lines),
    );
    const { connection, from, to, window, prefix, ignore } = options;
    const found = await reconcile(evidence.reader, log, {
      ...(connection !== undefined && { connection }),
      ...(from && { from: from.getTime() }),
      ...(to && { to: to.getTime() }),
      window: window * 1000,
      covered,
      prefix,
      ignore,
    });
    bar.clear();
    process.stdout.write(
      options.json === true ? `${JSON.stringify(found, null, 2)}\n` : formatReconciliation(found),
    );
    return found.clean ? 0 : 1;
  } finally {
    bar.clear();
    await evidence.close();
  }
}
