import t from 'tap';
import { assessImpact } from '../../bundles/impact/impact.ts';
import { bundleFile, groupsOf, inputFor, kindsOf, opaEntry, writeLog } from './support.ts';

t.test("a candidate's faults are a group of their own, not denials", async (t) => {
  const dir = t.testdir();
  const rules = `decision := {"action": "allow", "reasons": ["a"]} if input.request.segments[0] == "a"

decision := {"action": "deny", "reasons": ["b"]} if "conflict" in input.request.segments

decision := {"action": "mask", "reasons": ["c"]} if input.request.segments[0] == "c"

decision := {"action": "deny", "reasons": ["d"]} if {
  input.request.segments[0] == "d"
  many := 100000 * count(input.request.segments)
  some x in numbers.range(1, many)
  some y in numbers.range(1, many)
  x * y < 0
}
`;
  const candidate = await bundleFile(dir, 'policy', rules);
  const allow = { action: 'allow', reasons: ['before'] };
  const deny = { action: 'deny', reasons: ['before'] };
  const against = await writeLog(dir, [
    opaEntry(inputFor('a'), allow),
    opaEntry(inputFor('a', { request: { segments: ['a', 'conflict'] } }), allow),
    opaEntry(inputFor('b'), allow),
    opaEntry(inputFor('c'), deny),
    opaEntry(inputFor('d'), allow),
  ]);
  const report = await assessImpact({ candidate, against, failOn: 'loosened' });
  t.same(kindsOf(report), ['faults', 'reworded']);
  const faults = groupsOf(report, 'faults');
  t.same(faults.map(({ reasons }) => String(reasons.after[0])).toSorted(), [
    'policy-budget',
    'policy-error',
    'policy-invalid',
    'policy-undefined',
  ]);
  t.match(
    faults.find(({ reasons }) => reasons.after[0] === 'policy-budget')?.fault,
    /more than 10000000 steps/,
  );
  t.notOk(report.verdict.failed, 'a fault denies, so it loosens nothing');
});
