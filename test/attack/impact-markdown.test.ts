/** An agent that puts Markdown, HTML, mentions and table breaks where a pull request's comment shows them. */
import fc from 'fast-check';
import t from 'tap';
import { compareDecisions } from '../../bundles/impact/compare.ts';
import { formatMarkdown } from '../../bundles/impact/format-markdown.ts';
import { addChanges, emptyGroups, listKinds } from '../../bundles/impact/groups.ts';
import { emptyTally } from '../../bundles/impact/tally.ts';
import type { Recorded, Report } from '../../bundles/impact/types.ts';
import { assessImpact } from '../../bundles/impact/impact.ts';
import {
  bundleFile,
  decideFor,
  groupsOf,
  inputFor,
  opaEntry,
  writeLog,
} from '../impact/support.ts';

const ATTACKS = [
  '@everyone',
  '#1 org/repo#2 !3 0123456789abcdef0123456789abcdef01234567',
  '<img src=x onerror=alert(1)><!--',
  '</td></table><script>',
  '[click](https://evil.example) ![i](//evil.example/i.png) https://evil.example www.evil.example',
  '` | `` ||| \\` \\| \\\\|',
  '\n\n# Title\n/close\n- [x] approved',
  '\r\u2028\u2029\u0085',
  '**bold** ~~no~~ $x$ :tada: &lt;b&gt; &#64;everyone',
  '\u202e\u200b\ufeff\u0007',
  '   ',
  '',
];

/** All that stands outside code spans; a span is what single backticks enclose on one line. */
function outsideCode(markdown: string): string {
  return markdown.replace(/`[^`\n]+`/g, '');
}

/** A report of one new permission in which every text of the agent's is `text`. */
function reportOf(text: string): Report {
  const recorded: Recorded = {
    id: text,
    time: text,
    input: '{}',
    issuer: text,
    subject: text,
    connection: text,
    method: text,
    target: text,
    decision: { action: 'deny', reasons: ['no'] },
    incomplete: false,
  };
  const masks = [{ path: text, with: 'redact' as const }];
  const bundle = { revision: '', digest: '' };
  const groups = emptyGroups();
  const example = { id: text, time: text, method: text, target: text, incomplete: false };
  const masked = { action: 'mask' as const, reasons: ['yes'], masks };
  const allow = { action: 'allow' as const, reasons: ['yes'] };
  for (const before of [recorded.decision, masked]) {
    const changes = compareDecisions(before, { decision: allow, bundle });
    addChanges(groups, { ...recorded, decision: before }, changes, ['yes'], example, [0, 1]);
  }
  const { counts } = emptyTally();
  const name = { source: text, revision: text, digest: text };
  return {
    v: 1,
    candidate: name,
    baseline: { ...name, reproduced: 0, not_reproduced: example },
    against: { source: text, kind: 'ledger' },
    records: { ...counts, compared: 2, changed: 2, broken: 1 },
    broken: [{ file: text, line: 1, why: 'it is not JSON in UTF-8' }],
    changes: listKinds(groups),
    verdict: { failed: false, reasons: [] },
  };
}

/** What stands outside code; without the dash that a blank text is shown as. */
function plainOf(report: Report): string {
  return outsideCode(formatMarkdown(report)).replaceAll('–', '');
}

/** What any text must leave there. */
const HARMLESS = plainOf(reportOf('x'));

t.test('whatever the agent sends stays inside code spans', async (t) => {
  for (const [index, attack] of ATTACKS.entries()) {
    const shown = plainOf(reportOf(attack));
    t.equal(shown, HARMLESS, `attack ${String(index)}`);
  }
});

t.test('property: any text stays inside code spans', async (t) => {
  const anyText = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc
      .array(fc.constantFrom('`', '|', '\\', '\n', ' ', '<', '@a', 'é', '…'))
      .map((a) => a.join('')),
  );
  fc.assert(
    fc.property(anyText, (text) => {
      const shown = plainOf(reportOf(text));
      return shown === HARMLESS;
    }),
    { numRuns: 500 },
  );
  t.pass();
});

t.test('from a real log, and no longer than a comment may be', async (t) => {
  const dir = t.testdir();
  const candidate = await bundleFile(
    dir,
    'policy',
    decideFor('a', { action: 'allow', reasons: ['a'] }),
  );
  const entries = ATTACKS.flatMap((attack) =>
    Array.from({ length: 20 }, (_, index) => {
      const subject = `${String(index)}${attack}${'|\u0001'.repeat(5000)}`;
      const input = inputFor('a', {
        identity: { subject, issuer: attack },
        request: { segments: ['a', attack], path: `/a/${'`|'.repeat(3000)}` },
      });
      return opaEntry(input, { action: 'deny', reasons: ['no-rule'] });
    }),
  );
  const against = await writeLog(dir, entries);
  const report = await assessImpact({ candidate, against });
  t.equal(groupsOf(report, 'newly-allowed').length, entries.length);
  const markdown = formatMarkdown(report);
  t.ok(markdown.length < 65_536, String(markdown.length));
  t.notMatch(outsideCode(markdown), /everyone|evil|<|\/close/);
});
