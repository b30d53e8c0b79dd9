/** An agent that makes up thousands of names so that what a policy loosens is lost among them. */
import t from 'tap';
import { assessImpact } from '../../bundles/impact/impact.ts';
import { MAX_GROUPS } from '../../bundles/impact/groups.ts';
import {
  bundleFile,
  decideFor,
  groupsOf,
  inputFor,
  opaEntry,
  writeLog,
} from '../impact/support.ts';

t.test('groups are bounded, and the rest is counted', async (t) => {
  const dir = t.testdir();
  const rules =
    decideFor('a', { action: 'allow', reasons: ['a'] }) +
    decideFor('b', { action: 'deny', reasons: ['other'] });
  const candidate = await bundleFile(dir, 'policy', rules);
  const deny = { action: 'deny', reasons: ['no-rule'] };
  const flood = MAX_GROUPS + 5000;
  const entries = Array.from({ length: flood }, (_, index) =>
    opaEntry(inputFor('b', { identity: { subject: `agent-${String(index)}` } }), deny),
  );
  const against = await writeLog(dir, [...entries, opaEntry(inputFor('a'), deny)]);
  const report = await assessImpact({ candidate, against, maxNewlyAllowed: 0 });
  const reworded = report.changes.find(({ kind }) => kind === 'reworded');
  t.match(reworded, { records: flood, other: 5000 });
  t.equal(reworded?.groups.length, MAX_GROUPS);
  t.match(groupsOf(report, 'newly-allowed'), [{ records: 1 }], 'it has its own room');
  t.ok(report.verdict.failed);
});
