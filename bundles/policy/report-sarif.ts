import { sep } from 'node:path';
import { VERSION } from '../../gateway/version.ts';
import type { Finding, Report } from './findings.ts';
import { plainJson } from './plain.ts';
import { FINDINGS, inOrder, isNote } from './findings.ts';

/** SARIF 2.1.0 (OASIS), as GitHub's code scanning takes it: each result has a place. */
export function reportSarif(report: Report): string {
  const codes = Object.keys(FINDINGS);
  const rules = Object.entries(FINDINGS).map(([id, text]) => ({
    id,
    shortDescription: { text },
    helpUri: 'https://regent.dev/docs/policy-ci',
  }));
  const results = inOrder(report.findings).map((finding) => ({
    ruleId: finding.code,
    ruleIndex: codes.indexOf(finding.code),
    level: isNote(finding) ? 'note' : 'error',
    message: { text: [finding.message, ...(finding.details ?? [])].join('\n').toWellFormed() },
    locations: [{ physicalLocation: placeOf(finding, report.dir) }],
  }));
  const driver = { name: 'regent', version: VERSION, rules };
  const sarif = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [{ tool: { driver }, columnKind: 'utf16CodeUnits', results }],
  };
  return plainJson(sarif);
}

function placeOf({ file, line, column }: Finding, dir: string): object {
  const artifactLocation = { uri: toUri(file ?? dir) };
  if (line === undefined) return { artifactLocation };
  const region = { startLine: line, ...(column !== undefined && { startColumn: column }) };
  return { artifactLocation, region };
}

/** A relative reference (RFC 3986 section 4.2); a colon in it is escaped, or it would name a scheme. */
function toUri(file: string): string {
  return file.toWellFormed().split(sep).map(encodeURIComponent).join('/');
}
