/** `regent evidence verify`. */
import { readFile, stat } from 'node:fs/promises';
import { ProgressBar } from '../bundles/impact/progress.ts';
import { openArchive } from '../evidence/archive/open-evidence.ts';
import { verifyArchive } from '../evidence/archive/verify-archive.ts';
import { describeFault, type Fault } from '../evidence/verify/faults.ts';
import type { Verification } from '../evidence/verify/types.ts';
import { verifyLedger } from '../evidence/verify/verify.ts';
import { SetupError } from '../gateway/errors.ts';
import { NoteError } from '../gateway/ledger/notes/errors.ts';

interface Options {
  key: string[];
  witness: string[];
  checkpoint: string[];
  bodies: boolean;
  json?: boolean;
}

interface Verdict {
  /** What is true if there are no faults. */
  lines: string[];
  faults: Fault[];
  whole: unknown;
}

/** Gives the exit code: 1 where anything is not as it must be. */
export async function runVerify(path: string, options: Options): Promise<number> {
  const bar = new ProgressBar(process.stderr);
  try {
    const { lines, faults, whole } = await verify(path, options, bar);
    bar.clear();
    if (options.json === true) process.stdout.write(`${JSON.stringify(whole, null, 2)}\n`);
    else {
      const verdict =
        faults.length === 0
          ? 'it is what was written'
          : `${String(faults.length)} ${faults.length === 1 ? 'FAULT' : 'FAULTS'}`;
      const said = faults.map((fault) => `  ${describeFault(fault)}`);
      process.stdout.write(`${[`Verification: ${verdict}`, '', ...lines, ...said].join('\n')}\n`);
    }
    return faults.length === 0 ? 0 : 1;
  } catch (error) {
    if (error instanceof NoteError) throw new SetupError([error.message], error);
    throw error;
  } finally {
    bar.clear();
  }
}

async function verify(path: string, options: Options, bar: ProgressBar): Promise<Verdict> {
  const { key: keys, witness: witnesses, bodies } = options;
  const checkpoints = await Promise.all(
    options.checkpoint.map(async (name) => ({ name, note: await readFile(name, 'utf8') })),
  );
  const known = { keys, witnesses, checkpoints };
  const progress = (done: number, of: number): void => bar.draw(done, of, 0);
  if (await isLedger(path)) {
    const found = await verifyLedger({ dir: path, ...known, bodies, progress });
    return { lines: describeLedger(found), faults: found.faults, whole: found };
  }
  const archive = await openArchive(path);
  try {
    const { dir, manifest } = archive;
    const found = await verifyArchive({ dir, manifest, ...known, progress });
    const { entries, size, origin, time, certificatesToCome } = found;
    const lines = [
      `  archive of ${origin}: ${String(entries)} of ${String(size)} entries, checkpoint of ${time}`,
      ...describeToCome(certificatesToCome),
      ...found.witnesses.map((name) => `  cosigned by ${name}`),
    ];
    return { lines, faults: found.faults, whole: found };
  } finally {
    await archive.close();
  }
}

/** An archive that was unpacked has its `archive.json`. */
async function isLedger(path: string): Promise<boolean> {
  const found = await stat(path).catch((error: Error) => {
    throw new SetupError([`${path}: cannot be read (${error.message})`], error);
  });
  if (!found.isDirectory()) return false;
  return !(await stat(`${path}/archive.json`).catch(() => undefined));
}

function describeLedger(found: Verification): string[] {
  const {
    first,
    end,
    from,
    to,
    segments,
    checkpoints,
    newest,
    behind,
    since = to,
    witnesses,
    open,
    erased,
    certificatesToCome,
  } = found;
  return [
    `  entries ${String(first)} to ${String(end - 1)}, ${from} to ${to}, in ${String(segments)} segments`,
    `  ${String(checkpoints)} checkpoints, the newest of ${String(newest?.size ?? 0)} entries`,
    behind === 0
      ? '  it covers all of them'
      : `  ${String(behind)} entries behind it, from ${since} on, are not proved yet`,
    `  ${String(open)} requests have no outcome yet`,
    `  ${String(erased)} exchanges are erased`,
    ...describeToCome(certificatesToCome),
    ...witnesses.map(({ name, size }) => `  ${name} has seen ${String(size)} entries`),
  ];
}

/** Said apart: whoever takes a certificate away could say so too. */
function describeToCome(count: number): string[] {
  return count === 0 ? [] : [`  ${String(count)} erasures are done and have no certificate yet`];
}
