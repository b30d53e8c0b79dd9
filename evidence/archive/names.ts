/** Which files an archive has: docs/ledger-format.md, Archives. */

/** Those that each archive has. */
export const ALWAYS: readonly string[] = [
  'README.txt',
  'archive.json',
  'keys.txt',
  'checkpoint',
  'checkpoints',
  'proofs.ndjson',
  'consistency.ndjson',
  'exchange-keys.ndjson',
  'report.html',
  'report.pdf',
];

/** Those of one run. */
const OF_RUN = /^(\d{12})\.(?:ndjson|bodies)$/;

const OTHER =
  /^(?:tile\/\d{1,2}\/(?:x\d{3}\/){0,5}\d{3}(?:\.p\/\d{1,3})?|objects\/[0-9a-f]{2}\/[0-9a-f]{62}|bundles\/sha256-[0-9a-f]{64}\.tar\.gz|certificates\/[0-9a-f-]{36}(?:\.unfinished)?\.json)$/;

/** Whether an archive may have a file of this name. */
export function isArchiveName(name: string): boolean {
  return ALWAYS.includes(name) || OF_RUN.test(name) || OTHER.test(name);
}

/** Whether it is of a run that the archive does not have: then nobody looks into it. */
export function isOfNoRun(name: string, runs: readonly (readonly [number, number])[]): boolean {
  const [, first] = OF_RUN.exec(name) ?? [];
  return first !== undefined && !runs.some((run) => run[0] === Number(first));
}
