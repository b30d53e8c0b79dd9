import { Ajv } from 'ajv';
import fc from 'fast-check';
import t from 'tap';
import type { Case, Finding, Report } from '../../bundles/policy/findings.ts';
import { FINDINGS } from '../../bundles/policy/findings.ts';
import { plainLine } from '../../bundles/policy/plain.ts';
import { writeReport } from '../../bundles/policy/report.ts';
import { readXml } from './read-xml.ts';

const finding: Finding = {
  code: 'mask-path-invalid',
  message: 'the path, 50% of it: bad',
  file: 'policies/a b,c:d%.rego',
  line: 3,
  column: 7,
  details: ['use <this> & "that"'],
};
const report: Report = {
  command: 'policy test',
  dir: 'policies',
  findings: [finding, { code: 'mask-path-computed', message: 'a note' }],
  cases: [
    { suite: 's', name: 'good', seconds: 0.5, failures: [] },
    { suite: 's', name: 'bad', file: 'a.rego', line: 2, seconds: 1, failures: ['first', 'second'] },
    { suite: 'z', name: 'later', seconds: 0, failures: [], skipped: true },
  ],
  coverage: 97.5,
};

/** What SARIF 2.1.0 demands of the parts that are written (OASIS, sections 3.13 to 3.30). */
const SARIF = {
  type: 'object',
  required: ['$schema', 'version', 'runs'],
  additionalProperties: false,
  properties: {
    $schema: { type: 'string' },
    version: { const: '2.1.0' },
    runs: {
      type: 'array',
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['tool', 'results', 'columnKind'],
        properties: {
          columnKind: { enum: ['utf16CodeUnits', 'unicodeCodePoints'] },
          tool: {
            type: 'object',
            required: ['driver'],
            additionalProperties: false,
            properties: {
              driver: {
                type: 'object',
                required: ['name', 'version', 'rules'],
                properties: {
                  rules: {
                    type: 'array',
                    uniqueItems: true,
                    items: {
                      type: 'object',
                      required: ['id', 'shortDescription'],
                      properties: { shortDescription: { type: 'object', required: ['text'] } },
                    },
                  },
                },
              },
            },
          },
          results: {
            type: 'array',
            items: {
              type: 'object',
              additionalProperties: false,
              required: ['ruleId', 'ruleIndex', 'level', 'message', 'locations'],
              properties: {
                ruleId: { enum: Object.keys(FINDINGS) },
                ruleIndex: { type: 'integer', minimum: 0 },
                level: { enum: ['none', 'note', 'warning', 'error'] },
                message: { type: 'object', required: ['text'] },
                locations: {
                  type: 'array',
                  minItems: 1,
                  items: {
                    type: 'object',
                    required: ['physicalLocation'],
                    properties: {
                      physicalLocation: {
                        type: 'object',
                        required: ['artifactLocation'],
                        additionalProperties: false,
                        properties: {
                          // RFC 3986: what a relative reference may hold; its first segment has no colon.
                          artifactLocation: {
                            type: 'object',
                            properties: {
                              uri: { pattern: "^(?:[\\w.~!$&'()*+,;=@/-]|%[0-9A-F]{2})+$" },
                            },
                          },
                          region: {
                            type: 'object',
                            required: ['startLine'],
                            properties: {
                              startLine: { type: 'integer', minimum: 1 },
                              startColumn: { type: 'integer', minimum: 1 },
                            },
                          },
                        },
                      },
                    },
                  },
                },
              },
            },
          },
        },
      },
    },
  },
};
const isSarif = new Ajv({ strict: false }).compile(SARIF);

interface Sarif {
  runs: [
    {
      tool: { driver: { rules: { id: string }[] } };
      results: { ruleId: string; ruleIndex: number }[];
    },
  ];
}

void t.test('pretty', (t) => {
  t.equal(
    writeReport(report, 'pretty'),
    [
      'note: a note [mask-path-computed]',
      'policies/a b,c:d%.rego:3:7: the path, 50% of it: bad [mask-path-invalid]',
      '    use <this> & "that"',
      'policy test policies: 3 run, 97.5 % of the lines covered: 1 to mend',
      '',
    ].join('\n'),
  );
  t.end();
});

void t.test('json', (t) => {
  t.same(JSON.parse(writeReport(report, 'json')), report);
  t.end();
});

void t.test('GitHub annotations, escaped by its rules', (t) => {
  const [notice, error, summary] = writeReport(report, 'github').split('\n');
  t.match(notice, /^::notice title=[^:]+::a note$/);
  t.equal(
    error,
    '::error file=policies/a b%2Cc%3Ad%25.rego,line=3,col=7,' +
      `title=${FINDINGS['mask-path-invalid'].replaceAll(',', '%2C')} (mask-path-invalid)` +
      '::the path, 50%25 of it: bad%0Ause <this> & "that"',
  );
  t.match(summary, /1 to mend$/);
  t.end();
});

void t.test('JUnit XML', (t) => {
  const root = readXml(writeReport(report, 'junit'));
  t.match(root, {
    name: 'testsuites',
    attributes: { tests: '3', failures: '1', skipped: '1' },
    children: [
      { attributes: { name: 's', tests: '2', failures: '1', time: '1.500' } },
      { children: [{ attributes: { name: 'later' }, children: [{ name: 'skipped' }] }] },
    ],
  });
  t.match(root.children[0]?.children[1], {
    attributes: { classname: 's', name: 'bad', file: 'a.rego', line: '2' },
    children: [{ name: 'failure', attributes: { message: 'first' }, text: 'first\nsecond' }],
  });
  t.end();
});

void t.test('SARIF has what 2.1.0 demands, and a place for each result', (t) => {
  const sarif = JSON.parse(writeReport(report, 'sarif')) as Sarif;
  t.ok(isSarif(sarif), JSON.stringify(isSarif.errors));
  const [{ tool, results }] = sarif.runs;
  for (const { ruleId, ruleIndex } of results) t.equal(tool.driver.rules[ruleIndex]?.id, ruleId);
  t.match(results, [
    { level: 'note', locations: [{ physicalLocation: { artifactLocation: { uri: 'policies' } } }] },
    {
      locations: [
        { physicalLocation: { artifactLocation: { uri: 'policies/a%20b%2Cc%3Ad%25.rego' } } },
      ],
    },
  ]);
  t.end();
});

// What an attacker may choose: any text, often one that a format or a CI system gives a meaning.
const hostile = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        '::error::x',
        '##[error]',
        '\n',
        '\r',
        '%0A::',
        '%',
        ':',
        ',',
        '\u001b[31m',
        ']]>',
        '"',
        '&#10;',
        '\u2028',
        '\ud800',
        '\0',
        '\ufffe',
        '../',
        ' ',
      ),
      fc.string({ unit: 'binary', maxLength: 5 }),
    ),
    { maxLength: 6 },
  )
  .map((parts) => parts.join(''));
const findings = fc.record(
  {
    code: fc.constantFrom(...(Object.keys(FINDINGS) as (keyof typeof FINDINGS)[])),
    message: hostile,
    file: hostile.map((name) => `p/${name}`),
    line: fc.integer({ min: 1, max: 9 }),
    details: fc.array(hostile, { maxLength: 2 }),
  },
  { requiredKeys: ['code', 'message'] },
) as fc.Arbitrary<Finding>;
const cases = fc.record({
  suite: hostile,
  name: hostile,
  file: hostile.map((name) => `p/${name}`),
  seconds: fc.constant(0),
  failures: fc.array(hostile, { maxLength: 2 }),
}) as fc.Arbitrary<Case>;
const reports = fc.record({
  command: fc.constant('policy test'),
  dir: hostile.map((name) => `p${name}`),
  findings: fc.array(findings, { maxLength: 3 }),
  cases: fc.array(cases, { maxLength: 3 }),
});

/** What GitHub's runner would obey in a log (actions/runner, ActionCommand.cs). */
const commandsIn = (text: string): string[] =>
  text
    .split(/\r\n|\r|\n/)
    .filter((line) => line.trimStart().startsWith('::') || line.includes('##['));

void t.test('whatever is reported, only annotations are commands', (t) => {
  fc.assert(
    fc.property(reports, (any) => {
      for (const format of ['pretty', 'json', 'junit', 'sarif'] as const) {
        if (commandsIn(writeReport(any, format)).length > 0) return false;
      }
      const commands = commandsIn(writeReport(any, 'github'));
      return (
        commands.length === any.findings.length &&
        commands.every((line) => /^::(error|notice) [^:]*::/.test(line) && !line.includes('##['))
      );
    }),
  );
  t.end();
});

void t.test('whatever is reported, each format can be read', (t) => {
  fc.assert(
    fc.property(reports, (any) => {
      readXml(writeReport(any, 'junit'));
      JSON.parse(writeReport(any, 'json'));
      return isSarif(JSON.parse(writeReport(any, 'sarif')));
    }),
  );
  t.end();
});

void t.test('a plain line has nothing unseen in it, and leaves what is harmless', (t) => {
  t.equal(plainLine('a\n::error::b\r\u001b[2K\u202e'), 'a\\n::error::b\\r\\u{1b}[2K\\u{202e}');
  t.equal(plainLine(' ::error::b ##[x]'), ' \\u{3a}:error::b #\\u{23}[x]');
  t.equal(plainLine('\ta: b::c # d'), '\ta: b::c # d');
  t.end();
});
