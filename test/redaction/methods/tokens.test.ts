import fc from 'fast-check';
import t from 'tap';
import { createReplace } from '../../../gateway/redaction/methods/replace.ts';
import { json, KEYS, mask, replace, token, VALUE } from './helpers.ts';

const METHODS = [
  { method: 'hash', form: /^hsh_k1_[\w-]{43}$/ },
  { method: 'pseudonym', form: /^psn_k1_[\w-]{22}$/ },
] as const;

/** Different values, many of which look alike. */
const DIFFERENT = [
  '"1"',
  '1',
  '-1',
  '10',
  '0',
  '""',
  '"null"',
  'null',
  'true',
  'false',
  '"true"',
  '[]',
  '{}',
  '[[]]',
  '[null]',
  '"[]"',
  '"{}"',
  '[1,2]',
  '[12]',
  '["1,2"]',
  '[2,1]',
  '{"a":1}',
  '{"a":"1"}',
  '{"a":1,"b":2}',
  '{"a":{"b":2}}',
  '{"a\\":1,\\"b":2}',
  '"é"',
  '"e\\u0301"',
  '"A"',
  '"a"',
  '"a "',
  '"\\u0000"',
  '"a\\u0000"',
  '9007199254740992',
  '9007199254740993',
  '1e400',
  '1e401',
  '1e-400',
  '0.1',
  '0.10000000000000001',
];

for (const { method, form } of METHODS) {
  void t.test(`${method}: the same value has the same token, however it is written`, async (t) => {
    for (const [one, other] of [
      ['"aé/"', '"\\u0061\\u00e9\\/"'],
      ['"😀"', '"\\ud83d\\ude00"'],
      ['1', '1.0'],
      ['1.0', '1.00'],
      ['100', '1e2'],
      ['0', '-0.0'],
      ['{"a":1,"b":[true, null]}', ' { "b" : [ true,null ] , "\\u0061" : 1.0 } '],
    ] as const) {
      t.match(token(json(one), mask(method)), form);
      t.equal(token(json(one), mask(method)), token(json(other), mask(method)), one);
    }
  });

  void t.test(`${method}: different values have different tokens`, async (t) => {
    const write = createReplace(KEYS);
    const tokens = DIFFERENT.map((source) => write(json(source), mask(method)));
    t.equal(new Set(tokens).size, DIFFERENT.length);
  });

  void t.test(`${method}: any two values have one token only if they are one`, async (t) => {
    const write = createReplace(KEYS);
    fc.assert(
      fc.property(VALUE, VALUE, (one, other) => {
        const same = toPlain(one) === toPlain(other);
        t.equal(write(one, mask(method)) === write(other, mask(method)), same);
        t.equal(write(one, mask(method)), write(one, mask(method)));
      }),
    );
  });

  void t.test(`${method}: scope, key and key id each make another token`, async (t) => {
    const secret = 'one '.repeat(8);
    const tokens = [
      token(json('"a"'), mask(method)),
      token(json('"a"'), mask(method, { scope: 'crm' })),
      token(json('"a"'), mask(method, { scope: 'CRM' })),
      token(json('"a"'), mask(method), { keys: () => [{ id: 'k1', secret: `${secret} ` }] }),
      token(json('"a"'), mask(method), { keys: () => [{ id: 'k2', secret }] }),
    ];
    const parts = tokens.map((each) => each.split('_').slice(2).join('_'));
    t.equal(new Set(parts).size, tokens.length);
  });
}

void t.test('hash and pseudonym of one value have nothing in common', async (t) => {
  const hash = token(json('"a"'), mask('hash')).slice('hsh_k1_'.length);
  const pseudonym = token(json('"a"'), mask('pseudonym')).slice('psn_k1_'.length);
  t.notOk(hash.startsWith(pseudonym));
});

void t.test('what stands instead is valid JSON that holds nothing of the value', async (t) => {
  const methods = ['redact', 'null', 'hash', 'pseudonym', 'encrypt'] as const;
  fc.assert(
    fc.property(fc.stringMatching(/^[a-z]{8,30}$/), fc.constantFrom(...methods), (secret, each) => {
      for (const source of [secret, [secret], { [secret]: 1 }]) {
        const result = replace(json(JSON.stringify(source)), mask(each));
        t.doesNotThrow(() => JSON.parse(result) as unknown);
        for (let at = 0; at + 8 <= secret.length; at += 1) {
          t.notOk(result.includes(secret.slice(at, at + 8)));
        }
      }
    }),
  );
});

function toPlain(value: ReturnType<typeof json>): string {
  if (value.kind === 'string') return JSON.stringify(value.value);
  if (value.kind === 'number') return `n${value.lexeme}`;
  if (!('text' in value)) return value.kind;
  return `j${JSON.stringify(sortMembers(JSON.parse(value.text)))}`;
}

function sortMembers(value: unknown): unknown {
  if (Array.isArray(value)) return ['array', ...value.map(sortMembers)];
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return ['object', ...members.map(([key, member]) => [key, sortMembers(member)])];
}
