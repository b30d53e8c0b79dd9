/** What can be found wrong with policies, and how a report of it is made up. */

/** The closed list of codes, with what each means. A code is stable: CI files filter by it. */
export const FINDINGS = {
  'file-refused': 'A file that opa would pass over, or that has no place among policies',
  'not-formatted': 'A policy that opa fmt would write otherwise',
  'not-valid': 'A policy that opa check --strict refuses',
  'builtin-unavailable': "A built-in function that Regent's evaluation does not have",
  'mask-path-invalid': 'A mask whose path is not RFC 9535 JSONPath, or cannot be used',
  'subject-path-invalid': 'A data subject whose path is not RFC 9535 JSONPath, or cannot be used',
  'mask-path-computed': 'A mask whose path is known only when a request is decided',
  'not-built': 'Policies that cannot be built into a bundle',
  'no-decision': 'An input for which the policies give no usable decision',
  'test-failed': 'A test that fails',
  'test-skipped': 'A test that is not run',
  'no-tests': 'Policies without tests',
  'not-covered': 'A line that no test covers',
  'example-invalid': 'An example that is not of its form',
  'example-differs': "An example that opa and Regent's evaluation decide differently",
  'example-unexpected': 'An example whose decision is not the expected one',
} as const;

/** One of the closed list. */
export type FindingCode = keyof typeof FINDINGS;

/** Codes that tell, and fail nothing. */
const NOTES: ReadonlySet<FindingCode> = new Set(['mask-path-computed', 'test-skipped']);

/** One thing found. Its texts may hold what a policy's author wrote: escape them for where they go. */
export interface Finding {
  code: FindingCode;
  message: string;
  /** Relative to the working directory, as it was named. */
  file?: string;
  /** From 1. */
  line?: number;
  /** From 1. */
  column?: number;
  /** Further lines: what to do instead, what differs. */
  details?: string[];
}

/** One test, example or check that was run. */
export interface Case {
  /** What it belongs to: a test's package, an example's file. */
  suite: string;
  name: string;
  file?: string;
  line?: number;
  seconds: number;
  /** What was found wrong with it; empty where it went well. */
  failures: string[];
  skipped?: boolean;
}

/** What a command has to say. */
export interface Report {
  /** Such as `policy test`. */
  command: string;
  /** The policies' directory, as it was named. */
  dir: string;
  findings: Finding[];
  cases: Case[];
  /** Share of the lines that tests cover, in percent. */
  coverage?: number;
}

/** Whether it only tells. */
export function isNote(finding: Finding): boolean {
  return NOTES.has(finding.code);
}

/** Whether there is nothing to mend. */
export function isGood(report: Report): boolean {
  return report.findings.every(isNote);
}

/** A case that stands for a finding which belongs to no test. */
export function caseOf(finding: Finding, suite: string): Case {
  const { code, message, file, line, details = [] } = finding;
  return {
    suite,
    name: [code, file, line].filter((part) => part !== undefined).join(' '),
    ...(file !== undefined && { file }),
    ...(line !== undefined && { line }),
    seconds: 0,
    failures: isNote(finding) ? [] : [message, ...details],
  };
}

/** The findings in the order of their places. */
export function inOrder(findings: readonly Finding[]): Finding[] {
  return findings.toSorted(
    (a, b) =>
      compareTexts(a.file ?? '', b.file ?? '') ||
      (a.line ?? 0) - (b.line ?? 0) ||
      (a.column ?? 0) - (b.column ?? 0),
  );
}

function compareTexts(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** A finding as one of a SetupError's faults. */
export function asFault({ file, line, message, details = [] }: Finding): string {
  const place = [file, line].filter((part) => part !== undefined).join(':');
  return [place === '' ? message : `${place}: ${message}`, ...details].join('\n    ');
}
