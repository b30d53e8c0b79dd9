import type { Case, Report } from './findings.ts';

/**
 * JUnit XML, as GitLab and the common GitHub actions read it: a suite for each package of tests, file
 * of examples, or directory.
 */
export function reportJunit(report: Report): string {
  const suites = Map.groupBy(report.cases, ({ suite }) => suite);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="${escape(`regent ${report.command}`)}" ${countsOf(report.cases)}>`,
    ...[...suites].flatMap(([name, cases]) => writeSuite(name, cases)),
    '</testsuites>',
    '',
  ].join('\n');
}

function writeSuite(name: string, cases: readonly Case[]): string[] {
  const start = `  <testsuite name="${escape(name)}" ${countsOf(cases)}>`;
  return [start, ...cases.flatMap(writeCase), '  </testsuite>'];
}

function writeCase({ suite, name, file, line, seconds, failures, skipped }: Case): string[] {
  const place =
    (file === undefined ? '' : ` file="${escape(file)}"`) +
    (line === undefined ? '' : ` line="${line}"`);
  const start = `    <testcase classname="${escape(suite)}" name="${escape(name)}"${place} time="${seconds.toFixed(3)}"`;
  if (skipped === true) return [`${start}>`, '      <skipped/>', '    </testcase>'];
  const [message] = failures;
  if (message === undefined) return [`${start}/>`];
  return [
    `${start}>`,
    `      <failure message="${escape(message)}">${escape(failures.join('\n'))}</failure>`,
    '    </testcase>',
  ];
}

function countsOf(cases: readonly Case[]): string {
  const failures = cases.filter((one) => one.failures.length > 0).length;
  const skipped = cases.filter((one) => one.skipped === true).length;
  const seconds = cases.reduce((sum, one) => sum + one.seconds, 0);
  return `tests="${cases.length}" failures="${failures}" errors="0" skipped="${skipped}" time="${seconds.toFixed(3)}"`;
}

/** What XML 1.0 (section 2.2) has no character for, not even escaped. */
// oxlint-disable-next-line no-control-regex -- they are what is sought
const NOT_XML = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;

/**
 * As text and as an attribute's value; a line feed in one would else be read as a space (section
 * 3.3.3), and `##[` would be obeyed by GitHub's runner where this is printed.
 */
function escape(text: string): string {
  return text
    .toWellFormed()
    .replace(NOT_XML, '\ufffd')
    .replace(/[&<>"'\t\n\r]|#(?=#\[)/g, (character) => `&#${character.charCodeAt(0)};`);
}
