/** What a candidate policy would have done to recorded decisions. */
import { SetupError } from '../../gateway/errors.ts';
import type { KeyEncryption } from '../../gateway/ledger/seal/key-encryption.ts';
import { listKinds } from './groups.ts';
import { loadBytes, readPolicies, type Loaded } from './load.ts';
import { Pool } from './pool.ts';
import { readLedgerBatches } from './open-entries.ts';
import { openSource, readBatches, type Source } from './source.ts';
import { addBroken, emptyTally, mergeTally, type Tally } from './tally.ts';
import type { Batch, Report } from './types.ts';
import { judge, type Thresholds } from './verdict.ts';
import type { WorkerSetup } from './worker.ts';

/** What to compare. */
export interface ImpactOptions extends Thresholds {
  /** A directory of policies, or a bundle file. */
  candidate: string;
  /** The same, of the policies that made the recorded decisions, as a check of the records. */
  baseline?: string;
  /** A ledger's directory, or a file of OPA's decision log. */
  against: string;
  /** What opens the ledger's sealed parts. */
  keks?: readonly KeyEncryption[];
  /** Records from before are left out. */
  since?: Date;
  /** Hears how far it is, several times a second: bytes read, of all bytes, and lines done. */
  progress?: (bytes: number, of: number, records: number) => void;
}

/**
 * Evaluates the recorded inputs anew and reports what changes.
 * Throws SetupError where a policy or the records cannot be read, or nothing could be compared.
 */
export async function assessImpact(options: ImpactOptions): Promise<Report> {
  const [candidate, baseline, source] = await Promise.all([
    load(options.candidate),
    options.baseline === undefined ? undefined : load(options.baseline),
    openSource(options.against),
  ]);
  const tally = await evaluateAll(source, candidate, baseline, options);
  if (tally.counts.compared === 0) throw new SetupError([describeEmpty(options, tally)]);
  return reportOf(options, source, candidate, baseline, tally);
}

type LoadedBytes = Loaded & { bytes: Buffer };

async function load(path: string): Promise<LoadedBytes> {
  const bytes = await readPolicies(path);
  try {
    return { ...(await loadBytes(bytes)), bytes };
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    const faults = error.faults.map((fault) => `${path}: ${fault}`);
    throw new SetupError(faults, error);
  }
}

async function evaluateAll(
  source: Source,
  candidate: LoadedBytes,
  baseline: LoadedBytes | undefined,
  options: ImpactOptions,
): Promise<Tally> {
  const tally = emptyTally();
  let bytes = 0;
  let records = 0;
  const tell = (): void => options.progress?.(bytes, source.bytes, records);
  const setup = {
    kind: source.kind,
    candidate: candidate.bytes,
    ...(baseline && { baseline: baseline.bytes }),
    ...(options.since && { since: options.since.getTime() }),
  };
  const pool = new Pool<Batch, Tally>({
    program: new URL('worker.ts', import.meta.url),
    setup: setup satisfies WorkerSetup,
    done(done) {
      records += done;
      tell();
    },
    transfer: (batch) => [batch.bytes.buffer, batch.ends.buffer],
  });
  try {
    const events = {
      progress: (read: number): void => {
        bytes = read;
      },
      tooLong: (place: Parameters<typeof addBroken>[1]): void => {
        tally.counts.read += 1;
        addBroken(tally, place);
      },
    };
    const batches =
      source.kind === 'ledger'
        ? readLedgerBatches(source, options.keks ?? [], events)
        : readBatches(source, events);
    for await (const batch of batches) await pool.send(batch);
    for (const part of await pool.finish()) mergeTally(tally, part);
    return tally;
  } finally {
    await pool.close();
  }
}

function describeEmpty({ against, since }: ImpactOptions, { counts, broken }: Tally): string {
  const window = since === undefined ? '' : ` since ${since.toISOString()}`;
  const parts = [
    `${against}: nothing was compared, for it has no readable decision of regent/decision${window}`,
    `${String(counts.read)} records: ${String(counts.other)} of another sort`,
    `${String(counts.older)} older`,
    `${String(counts.not_comparable)} with a masked result`,
    `${String(counts.erased)} erased`,
    `${String(counts.broken)} broken`,
  ];
  const first = broken[0];
  const where = first ? `; line ${String(first.line)}: ${first.why}` : '';
  return `${parts[0]} (${parts.slice(1).join(', ')}${where})`;
}

function reportOf(
  options: ImpactOptions,
  source: Source,
  candidate: Loaded,
  baseline: Loaded | undefined,
  tally: Tally,
): Report {
  const changes = listKinds(tally.groups);
  const { since } = options;
  return {
    v: 1,
    candidate: nameOf(options.candidate, candidate),
    ...(baseline && {
      baseline: {
        ...nameOf(options.baseline!, baseline),
        reproduced: tally.reproduced,
        ...(tally.notReproduced && { not_reproduced: tally.notReproduced.example }),
      },
    }),
    against: {
      source: options.against,
      kind: source.kind,
      ...(since && { since: since.toISOString() }),
      from: new Date(tally.from).toISOString(),
      to: new Date(tally.to).toISOString(),
    },
    records: tally.counts,
    broken: tally.broken.map(({ file, line, why }) => ({ file: source.files[file]!, line, why })),
    changes,
    verdict: judge(changes, options),
  };
}

function nameOf(source: string, { bundle }: Loaded): Report['candidate'] {
  return { source, revision: bundle.revision, digest: bundle.digest };
}
