/**
 * OPA takes an input that it cannot parse for an undefined one, and then `not input.blocked` is true.
 * Here every such input is denied, with a fault.
 */
import * as fc from 'fast-check';
import t from 'tap';
import { loadRego } from '../decision/build-policy.ts';

const policy = await loadRego(
  'decision := {"action": "allow", "reasons": []} if not input.blocked',
);
const blocked = '{"blocked":true}';

const malformed: Record<string, string> = {
  'an empty text': '',
  blanks: '   ',
  'the text undefined': 'undefined',
  null: 'null',
  false: 'false',
  'the number 0': '0',
  'an empty string': '""',
  'an array': '[{"blocked":true}]',
  'no JSON': 'blocked',
  'a cut object': blocked.slice(0, -1),
  'a cut name': '{"bl}',
  'a name without quotes': '{blocked:true}',
  'single quotes': "{'blocked':true}",
  'a comma too many': '{"blocked":true,}',
  'no comma': '{"blocked":true "a":1}',
  'NaN for a value': '{"blocked":NaN}',
  'a control character': '{"blocked":"\n"}',
  'an escape that is none': '{"blocked":"\\x41"}',
  'a NUL byte': '{"blocked":\0}',
  'a byte order mark': `\ufeff${blocked}`,
  'an object before it': `{}${blocked}`,
  'the rest of one behind an empty one': '{}"blocked":true}',
  'a comma too many in an array': '{"blocked":[true,]}',
  'something behind it': `${blocked} x`,
  'an array behind it': `${blocked}[]`,
  'a lone surrogate': '{"a":"\ud800"}',
  'an escaped lone surrogate': JSON.stringify({ a: '\udc00', blocked: true }),
  'an escaped surrogate beside others': JSON.stringify({ a: '\\\ud800\u0001', blocked: true }),
  'nesting that overflows the stack': `{"a":${'['.repeat(500_000)}${']'.repeat(500_000)}}`,
  'nesting that is not closed': `{"a":${'['.repeat(500_000)}}`,
};

for (const [name, input] of Object.entries(malformed)) {
  await t.test(name, (t) => {
    const { decision, fault } = policy.decide(input);
    t.same(decision, { action: 'deny', reasons: ['policy-error'] });
    t.type(fault, 'string');
    t.equal(policy.decide('{}').decision.action, 'allow');
    t.equal(policy.decide(blocked).decision.action, 'deny');
    t.end();
  });
}

await t.test('what is no text at all', (t) => {
  for (const input of [undefined, null, 0, {}, new ArrayBuffer(0), Buffer.from(blocked)]) {
    t.same(policy.decide(input as string).decision.reasons, ['policy-error']);
  }
  t.end();
});

await t.test('what is not JSON never allows', (t) => {
  fc.assert(
    fc.property(fc.nat(blocked.length), fc.nat(3), fc.string({ maxLength: 3 }), (at, cut, put) => {
      const input = blocked.slice(0, at) + put + blocked.slice(at + cut);
      const { decision } = policy.decide(input);
      return decision.action === 'deny' || isObject(input);
    }),
    { numRuns: 2000 },
  );
  t.end();
});

await t.test('a blocked input stays blocked whatever else is in it', async () => {
  const rego =
    'decision := {"action": "deny", "reasons": ["seen"], "message": input.text} if input.blocked';
  const echo = await loadRego(rego);
  fc.assert(
    fc.property(fc.string({ maxLength: 100, unit: 'binary' }), fc.json(), (text, more) => {
      if (!more.isWellFormed() || /\\ud/i.test(more)) return true;
      const input = `{"more":${more},"text":${JSON.stringify(text)},"blocked":true}`;
      const { decision } = echo.decide(input);
      return decision.reasons[0] === 'seen' && decision.message === text;
    }),
    { numRuns: 500 },
  );
});

await t.test('an input of a megabyte is read whole', (t) => {
  const pad = 'é'.repeat(500_000);
  t.equal(policy.decide(JSON.stringify({ pad, blocked: true })).decision.action, 'deny');
  t.equal(policy.decide(JSON.stringify({ pad, blocked: false })).decision.action, 'allow');
  t.equal(policy.decide('{}').decision.action, 'allow');
  t.end();
});

await t.test('text with a backslash before what looks like a surrogate is fine', (t) => {
  for (const text of ['\\ud800', '\\\\udc00', 'é\\u0041', '😀', '\u0001']) {
    t.equal(policy.decide(JSON.stringify({ text })).decision.action, 'allow');
  }
  t.end();
});

function isObject(text: string): boolean {
  try {
    JSON.parse(text);
    return text.startsWith('{');
  } catch {
    return false;
  }
}
