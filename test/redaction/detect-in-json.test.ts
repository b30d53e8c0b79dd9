import * as fc from 'fast-check';
import t from 'tap';
import type { Redactions } from '../../gateway/redaction/redactions.ts';
import type { Detector } from '../../gateway/types.ts';
import { mask, redact, refusalOf } from './helpers.ts';

const EMAIL: Detector = { type: 'email', with: 'redact', text: '[email]' };
const IBAN: Detector = { type: 'iban', with: 'partial', keep_last: 4 };

async function masked(text: string, redactions: Redactions): Promise<string> {
  return (await redact(text, redactions)).body.toString();
}

t.test('everything is looked through where no path is given', async (t) => {
  const text =
    '{"note": "write to ada@example.org, or \\u0067race@example.org", "n": [{"x": "DE89370400440532013000"}], "k": 1.0, "u":"caf\\u00e9"}';
  const expected =
    '{"note": "write to [email], or [email]", "n": [{"x": "***3000"}], "k": 1.0, "u":"caf\\u00e9"}';
  const response = await redact(text, { detect: [EMAIL, IBAN] });
  t.equal(response.body.toString(), expected);
  t.same(response.hits, [
    { detect: 'email', with: 'redact', count: 2, at: ["$['note']", "$['note']"] },
    { detect: 'iban', with: 'partial', count: 1, at: ["$['n'][0]['x']"] },
  ]);
  t.equal(await masked('"ada@example.org"', { detect: [EMAIL] }), '"[email]"', 'the root too');
});

t.test('a number is looked through too, and becomes text', async (t) => {
  const card: Detector = { type: 'credit-card', with: 'redact' };
  t.equal(await masked('[4111111111111111, 42]', { detect: [card] }), '["[redacted]", 42]');
});

t.test('only what the path selects', async (t) => {
  const detect = [{ ...EMAIL, path: '$.a' }];
  const text = '{"a":"ada@example.org","b":"ada@example.org","c":{"a":"ada@example.org"}}';
  t.equal(await masked(text, { detect }), text.replace('ada@example.org', '[email]'));
});

t.test('detectors of overlapping paths work together', async (t) => {
  const detect = [
    { ...EMAIL, path: '$..a' },
    { ...IBAN, path: '$.x.*' },
  ];
  const text = '{"x":{"a":"ada@example.org DE89370400440532013000"}}';
  t.equal(await masked(text, { detect }), '{"x":{"a":"[email] ***3000"}}');
});

t.test('a path with a filter', async (t) => {
  const detect = [{ ...EMAIL, path: '$[?@.kind == "mail"].text' }];
  const text = '[{"kind":"mail","text":"ada@example.org"},{"kind":"x","text":"ada@example.org"}]';
  t.equal(await masked(text, { detect }), text.replace('ada@example.org', '[email]'));
});

t.test('a mask goes before a detector, and the rest is looked through', async (t) => {
  const redactions = { masks: [mask('$.a'), mask('$.gone', { with: 'remove' })], detect: [EMAIL] };
  const text = '{"gone":"ada@example.org","a":{"b":"ada@example.org"},"c":"ada@example.org"}';
  t.equal(await masked(text, redactions), '{"a":"[redacted]","c":"[email]"}');
});

t.test('a string with JSON in it is masked within, and looked through', async (t) => {
  const inner = JSON.stringify({ name: 'Ada', mail: 'ada@example.org' });
  const redactions = { masks: [mask('$.text', { inner: '$.name' })], detect: [EMAIL] };
  const text = await masked(JSON.stringify({ text: inner }), redactions);
  t.same(JSON.parse((JSON.parse(text) as { text: string }).text), {
    name: '[redacted]',
    mail: '[email]',
  });
});

t.test('a detector that must hit', async (t) => {
  const detect = [{ ...EMAIL, must_match: true }];
  await refusalOf(() => redact('{"a":"b"}', { detect }));
  t.equal(await masked('{"a":"ada@example.org"}', { detect }), '{"a":"[email]"}');
});

t.test('events, forms and CSV are looked through as well', async (t) => {
  const as = async (type: string, text: string, redactions: Redactions): Promise<string> =>
    (await redact(text, redactions, { headers: ['Content-Type', type] })).body.toString();
  t.equal(
    await as('text/event-stream', 'data: {"a":"ada@example.org"}\n\n', { detect: [EMAIL] }),
    'data: {"a":"[email]"}\n\n',
  );
  t.equal(
    await as('application/x-www-form-urlencoded', 'a=ada%40example.org&b=1', { detect: [EMAIL] }),
    'a=%5Bemail%5D&b=1',
  );
  const detect = [{ ...EMAIL, path: '$[*].note' }];
  t.equal(
    await as('text/csv', 'id,note\n1,ask ada@example.org\n', { masks: [mask('$[*].id')], detect }),
    'id,note\n[redacted],ask [email]\n',
  );
  t.equal(await as('text/plain', 'ask ada@example.org', { detect: [EMAIL] }), 'ask [email]');
});

t.test('no byte of what is found leaves, however the string is written', async () => {
  const character = fc.constantFrom('plain', 'escaped');
  const property = fc.asyncProperty(
    fc.array(character, { minLength: 15, maxLength: 15 }),
    async (ways) => {
      const written = 'ada@example.org'.replaceAll(/./g, (char, at: number) =>
        ways[at] === 'escaped' ? `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}` : char,
      );
      const text = await masked(`{"a":"é ${written} é"}`, { detect: [EMAIL] });
      return text === '{"a":"é [email] é"}';
    },
  );
  await fc.assert(property, { numRuns: 300 });
});
