import type { Finding, Report } from './findings.ts';
import { FINDINGS, inOrder, isNote } from './findings.ts';
import { plainLine } from './plain.ts';
import { summarise } from './report-pretty.ts';

/**
 * Annotations of a pull request: GitHub's workflow commands
 * (https://docs.github.com/en/actions/reference/workflow-commands-for-github-actions), and a summary.
 */
export function reportGithub(report: Report): string {
  const lines = inOrder(report.findings).map(annotate);
  return `${[...lines, plainLine(summarise(report))].join('\n')}\n`;
}

function annotate(finding: Finding): string {
  const { code, message, file, line, column, details = [] } = finding;
  const properties = Object.entries({
    file,
    line,
    col: column,
    title: `${FINDINGS[code]} (${code})`,
  })
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `${key}=${escapeProperty(String(value))}`)
    .join(',');
  const text = [message, ...details].join('\n');
  return `::${isNote(finding) ? 'notice' : 'error'} ${properties}::${escapeData(text)}`;
}

/** As `escapeData` of @actions/core: the runner undoes exactly this. What else is unseen is shown. */
function escapeData(text: string): string {
  return text
    .split(/(\r|\n)/)
    .map((part) => (part === '\r' || part === '\n' ? part : plainLine(part)))
    .join('')
    .replaceAll('%', '%25')
    .replaceAll('\r', '%0D')
    .replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
