/** A policy that works without end stalls the gateway: each of these ends, and the next decision is right. */
import t from 'tap';
import { loadRego } from '../decision/build-policy.ts';

const text = '"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"';
const attacks: Record<string, string> = {
  'nested comprehensions': `x if {
    ns := numbers.range(1, 100000)
    count([1 | some a in ns; some b in ns; a + b == -1]) == 1
  }`,
  'a cross product': `ns := numbers.range(1, 500)
x if ns[a] + ns[b] + ns[c] + ns[d] + ns[e] == -1`,
  'a range without end': 'x if count(numbers.range(1, 1000000000000)) == 0',
  'a string that doubles': `s1 := concat(${text}, [${text} | some _ in numbers.range(1, 100)])
s2 := concat(s1, [s1 | some _ in numbers.range(1, 1000)])
s3 := concat(s2, [s2 | some _ in numbers.range(1, 1000)])
x if count(s3) == 1`,
  'a replacement that squares': `s := concat("", ["a" | some _ in numbers.range(1, 3000)])
r := replace(s, "a", s)
x if count(replace(r, "a", r)) == 1`,
  'a walk over a walk': `deep[a][b][c] := 1 if {
  some a in numbers.range(1, 30)
  some b in numbers.range(1, 30)
  some c in numbers.range(1, 30)
}
x if count([1 | walk(deep, [p, _]); walk(deep, [q, _]); p == q]) == 1`,
  'a full graph': `g[a] := bs if {
  some n in numbers.range(1, 1000)
  a := format_int(n, 10)
  bs := [format_int(m, 10) | some m in numbers.range(1, 1000)]
}
x if count(graph.reachable(g, {"1"})) == 1`,
  'regular expressions': `s := concat("", ["a" | some _ in numbers.range(1, 20000)])
x if count([1 | some i in numbers.range(1, 10000); regex.match("(a|aa)*(a|aa)*(a|aa)*b", s)]) == 1`,
  globs: `s := concat("", ["a" | some _ in numbers.range(1, 20000)])
x if count([1 | some i in numbers.range(1, 10000); glob.match("**{a,b}**{a,b}**c", [], s)]) == 1`,
  'a number of a million digits': 'x if bits.lsh(1, 100000000) == 1',
  'a number that squares itself': `n1 := 123456789123456789 * 123456789123456789
n2 := n1 * n1
n3 := n2 * n2
n4 := n3 * n3
n5 := n4 * n4
n6 := n5 * n5
n7 := n6 * n6
n8 := n7 * n7
n9 := n8 * n8
x if count([1 | some i in numbers.range(1, 100000); n9 * (n9 + i) == 1]) == 1`,
  'a sum with a huge exponent': 'x if to_number("1e999999999") + 1 == 0',
};

for (const [name, rego] of Object.entries(attacks)) {
  await t.test(name, async (t) => {
    const policy = await loadRego(
      `${rego}
default decision := {"action": "allow", "reasons": ["calm"]}
decision := {"action": "allow", "reasons": ["worked"]} if { input.work; x }`,
      { maxSteps: 2_000_000, maxMemory: 67_108_864 },
    );
    const { decision, fault } = policy.decide('{"work":true}');
    t.equal(decision.action, 'deny');
    t.match(decision.reasons[0], /^policy-(budget|error)$/);
    t.type(fault, 'string');
    t.same(policy.decide('{"work":false}').decision, { action: 'allow', reasons: ['calm'] });
  });
}
