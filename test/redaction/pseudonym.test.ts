import t from 'tap';
import { maskJson } from '../../gateway/redaction/mask-json.ts';
import { KEY, mask, maskText, refusalOf } from './helpers.ts';

/** The token that stands instead of a value. */
function tokenOf(text: string, pseudonymKey: (() => string) | undefined = () => KEY): string {
  const masks = [mask('$.v', { with: 'pseudonym' })];
  const options = { maxDepth: 9, pseudonymKey };
  const { body } = maskJson(Buffer.from(`{"v":${text}}`), masks, options);
  return (JSON.parse(body.toString()) as { v: string }).v;
}

void t.test('the same value has the same token, however it is written', async (t) => {
  for (const [one, other] of [
    ['"aé/"', '"\\u0061\\u00e9\\/"'],
    ['"😀"', '"\\ud83d\\ude00"'],
    ['1', '1.0'],
    ['100', '1e2'],
    ['0', '-0.0'],
    ['{"a":1,"b":[true, null]}', ' { "b" : [ true,null ] , "\\u0061" : 1.0 } '],
  ] as const) {
    t.match(tokenOf(one), /^psn_[A-Za-z0-9_-]{22}$/);
    t.equal(tokenOf(one), tokenOf(other), `${one} ${other}`);
  }
});

void t.test('different values have different tokens, of whatever type', async (t) => {
  const texts = [
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
    '[]',
    '{}',
    '[[]]',
    '[null]',
    '"[]"',
    '[1,2]',
    '[12]',
    '["1,2"]',
    '{"a":1}',
    '{"a":"1"}',
    '{"a":1,"b":2}',
    '{"a":{"b":2}}',
    '"é"',
    '"e\\u0301"',
    '9007199254740992',
    '9007199254740993',
    '1e400',
    '1e401',
    '1e-400',
  ];
  t.equal(new Set(texts.map((text) => tokenOf(text))).size, texts.length);
});

void t.test('another key gives other tokens', async (t) => {
  t.not(
    tokenOf('"a"'),
    tokenOf('"a"', () => 'x'.repeat(32)),
  );
  t.equal(tokenOf('"a"', () => 'é'.repeat(16)).length, 26, 'the key is measured in bytes');
});

void t.test('without a good key nothing is masked by it', async (t) => {
  const keys: [(() => string) | undefined, string][] = [
    [() => 'x'.repeat(31), "The gateway's key for pseudonyms is too short."],
    [() => '', "The gateway's key for pseudonyms is too short."],
    [
      () => {
        throw new Error('/run/secrets/key: not there');
      },
      'The gateway cannot read its key for pseudonyms.',
    ],
  ];
  for (const [key, detail] of keys) {
    t.match(await refusalOf(() => tokenOf('"a"', key)), { code: 'unmaskable-response', detail });
  }
  const masks = [mask('$.v', { with: 'pseudonym' })];
  const none = await refusalOf(() => maskJson(Buffer.from('{"v":1}'), masks, { maxDepth: 9 }));
  t.equal(none.detail, 'The gateway has no key for pseudonyms.');
});

void t.test('the key is read once a body, and only where it is needed', async (t) => {
  let reads = 0;
  const options = {
    maxDepth: 9,
    pseudonymKey: () => {
      reads += 1;
      return KEY;
    },
  };
  maskJson(Buffer.from('[1,2,3]'), [mask('$[*]')], options);
  t.equal(reads, 0);
  maskJson(Buffer.from('[1,2,3]'), [mask('$[*]', { with: 'pseudonym' })], options);
  t.equal(reads, 1);
  t.equal(maskText('[1,1]', [mask('$[*]', { with: 'pseudonym' })]).split('psn_').length, 3);
});
