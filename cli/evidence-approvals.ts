/** `regent evidence approvals`. */
import { checkApprovals } from '../evidence/approvals/check-approvals.ts';
import { formatApprovals } from '../evidence/approvals/format.ts';
import { openEvidence } from '../evidence/archive/open-evidence.ts';
import { readKeys, type KeyOptions } from './evidence-keys.ts';

interface Options extends KeyOptions {
  json?: boolean;
}

/** Gives the exit code: 1 where something does not fit. */
export async function runApprovals(path: string, options: Options): Promise<number> {
  const evidence = await openEvidence(path, await readKeys(options));
  try {
    const checked = await checkApprovals(evidence);
    process.stdout.write(
      options.json === true ? `${JSON.stringify(checked, null, 2)}\n` : formatApprovals(checked),
    );
    return checked.faults.length > 0 ? 1 : 0;
  } finally {
    await evidence.close();
  }
}
