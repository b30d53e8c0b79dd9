import { join } from 'node:path';
import t from 'tap';
import { findOpa } from '../../bundles/find-opa.ts';
import type { Finding } from '../../bundles/policy/findings.ts';
import { test } from '../../bundles/policy/test.ts';
import { sampleInput } from '../helpers/input.ts';
import { EXAMPLE, rule, starterPolicies } from './support.ts';
import type { Test } from 'tap';

const opa = await findOpa();
const PACKAGE = 'package regent.rules.x\n\n';

/** The findings in the examples of a rule that stands beside the starter policies. */
async function findIn(t: Test, rego: string, examples: unknown): Promise<Finding[]> {
  const dir = join(starterPolicies(t, rule('x', PACKAGE + rego, examples)), 'policies');
  const { findings } = await test(opa, dir, { threshold: 0 });
  return findings.filter(({ file }) => file?.endsWith('x/a.example.json'));
}

const SILENT = 'decisions contains "never" if input.request.method == "NEVER"\n';

void t.test('an example, or a list of them, that comes out as expected', async (t) => {
  t.same(await findIn(t, SILENT, EXAMPLE), []);
  t.same(await findIn(t, SILENT, [EXAMPLE, EXAMPLE]), []);
});

void t.test('a decision that is not the expected one is shown as a diff', async (t) => {
  const decision = { action: 'allow', reasons: ['may'] };
  t.match(await findIn(t, SILENT, [EXAMPLE, { ...EXAMPLE, decision }]), [
    {
      code: 'example-unexpected',
      details: [
        '- $.action: "allow"',
        '+ $.action: "deny"',
        '+ $.message: "No policy rule allows this request."',
        '- $.reasons[0]: "may"',
        '+ $.reasons[0]: "no-rule"',
      ],
    },
  ]);
});

// OPA's numbers have more digits in Go than in Wasm.
void t.test(
  'what opa and Regent decide differently fails, also where one is as expected',
  async (t) => {
    const third =
      'decisions contains {"action": "deny", "reasons": ["third"], "message": $"{1 / 3}"}\n';
    for (const message of ['0.333333333333333333', '0.33333333333333333334']) {
      const decision = { action: 'deny', reasons: ['third'], message };
      t.match(await findIn(t, third, { ...EXAMPLE, decision }), [
        {
          code: 'example-differs',
          details: ['- $.message: "0.33333333333333333334"', '+ $.message: "0.333333333333333333"'],
        },
      ]);
    }
  },
);

void t.test('one example that fails does not hide the others', async (t) => {
  const conflict =
    'decisions := {d | d := "never"; input.request.host == "a"}\n\ndecisions := {1} if input.request.host == "b"\n';
  const ask = (host: string) => ({
    ...EXAMPLE,
    name: host,
    input: sampleInput({ request: { host, path: '/' } }),
  });
  const found = await findIn(t, conflict, ['c', 'b', 'd', 'b', 'e'].map(ask));
  t.match(found, [{ code: 'no-decision' }, { code: 'no-decision' }]);
  t.equal(found.length, 2);
  t.match(found[0]?.details, [/^Regent: /, /^opa: rules\/x\/x\.rego:\d+: complete rules/]);
});

void t.test('a number keeps every digit on both ways', async (t) => {
  const body =
    'decisions contains {"action": "deny", "reasons": ["exact"]} if input.request.body.id == 12345678901234567891\n';
  const input = sampleInput({ request: { path: '/', body: { id: 0 } } });
  const examples = JSON.stringify({
    ...EXAMPLE,
    input,
    decision: { action: 'deny', reasons: ['exact'] },
  });
  const dir = starterPolicies(t, {
    rules: {
      x: {
        'x.rego': PACKAGE + body,
        'a.example.json': examples.replace('"id":0', '"id":12345678901234567891'),
        'b.example.json': examples.replace('"id":0', '"id":12345678901234567890'),
      },
    },
  });
  const { findings } = await test(opa, join(dir, 'policies'), { threshold: 0 });
  t.match(findings, [{ code: 'example-unexpected', file: /b\.example\.json$/ }]);
  t.equal(findings.length, 1);
});

const INVALID: Record<string, [example: unknown, message: RegExp]> = {
  'an unknown member': [{ ...EXAMPLE, inptu: {} }, /additional properties: "inptu"/],
  'no decision': [{ name: 'a', input: EXAMPLE.input }, /required property 'decision'/],
  'an input that the gateway never writes': [
    { ...EXAMPLE, input: { ...EXAMPLE.input, user: 'eve' } },
    /^input must NOT have additional properties: "user"/,
  ],
  'a decision that Regent would not take': [
    { ...EXAMPLE, decision: { action: 'mask', reasons: ['a'] } },
    /^decision must have required property 'masks'/,
  ],
  'no object': ['text', /^the example must be object/],
};

for (const [name, [example, message]] of Object.entries(INVALID)) {
  void t.test(`refused: ${name}`, async (t) => {
    t.match(await findIn(t, SILENT, example), [{ code: 'example-invalid', message, line: 1 }]);
  });
}

void t.test('refused: what is not JSON, or is it in two ways', async (t) => {
  const x = {
    'x.rego': PACKAGE + SILENT,
    'a.example.json': '\n{',
    'b.example.json': '{"name":1,"name":2}',
  };
  const dir = join(starterPolicies(t, { rules: { x } }), 'policies');
  const { findings } = await test(opa, dir, { threshold: 0 });
  t.match(findings, [
    { code: 'example-invalid', message: 'invalid-json', line: 2 },
    { code: 'example-invalid', message: 'duplicate-key', line: 1 },
  ]);
});
