import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import t from 'tap';
import { maskJson } from '../oracle.ts';
import type { Mask } from '../../../gateway/types.ts';
import { DOCUMENT, STRUCTURAL_PATH } from '../arbitrary.ts';
import { CUTS, everywhere, replace, maskStream, placesOf } from './support.ts';

const TEXT = String.raw`{"text":"{\"email\" :\u0022a\u0040b\",\"n\":\"caf\u00e9 \ud83d\ude00 \\u0041\",\"é\":[1,2]}","x":1}`;

void t.test('masks only what is selected within the string, and keeps its escapes', async (t) => {
  const email: Mask = { path: '$.text', inner: '$.email', with: 'redact' };
  const list: Mask = { path: '$.text', inner: "$['é'][0]", with: 'remove' };
  for (const cuts of [[], everywhere(TEXT)]) {
    const { text, hits } = maskStream(TEXT, [email, list], { cuts });
    t.equal(
      text,
      TEXT.replace(String.raw`\u0022a\u0040b\"`, String.raw`\"[redacted]\"`).replace('1,2', '2'),
    );
    t.same(hits, [
      { count: 1, paths: ["$['text'] $['email']"] },
      { count: 1, paths: ["$['text'] $['é'][0]"] },
    ]);
  }
});

void t.test('the text in the string is masked as a body of its own would be', async () => {
  const masks = fc.array(
    fc.tuple(STRUCTURAL_PATH, fc.constantFrom('remove' as const, 'null' as const)),
    { minLength: 1, maxLength: 3 },
  );
  const property = fc.property(DOCUMENT, masks, CUTS, (document, masks, cuts) => {
    const plain = masks.map(([path, method]): Mask => ({ path, with: method }));
    const inner = plain.map((mask) => ({ ...mask, path: '$[*].s', inner: mask.path }));
    const expected = maskJson(Buffer.from(document), plain, {
      maxDepth: 100,
      replace,
    }).body.toString();
    const write = (text: string): string => `[{"s": ${JSON.stringify(text)} }, 1]`;
    const outcome = maskStream(write(document), inner, { cuts: placesOf(cuts, write(document)) });
    const [{ s }] = JSON.parse(outcome.text) as [{ s: string }];
    assert.equal(s, expected);
  });
  fc.assert(property, { numRuns: 2000 });
});

void t.test('a mask that takes the string away comes first', async (t) => {
  const masks: Mask[] = [
    { path: '$.a', inner: '$.b', with: 'null' },
    { path: '$.a', with: 'redact' },
  ];
  const { text, hits } = maskStream('{"a":"not JSON"}', masks);
  t.equal(text, '{"a":"[redacted]"}');
  t.same(hits[0], { count: 1, paths: ["$['a']"] });
});

void t.test('works below filters and from the end', async (t) => {
  const text = String.raw`[{"k":1,"s":"{\"a\":1}"},{"k":2,"s":"[]"}]`;
  const masks: Mask[] = [
    { path: '$[?@.k == 1].s', inner: '$.a', with: 'null' },
    { path: '$[-1].s', inner: '$[0]', with: 'null' },
  ];
  const outcome = maskStream(text, masks);
  t.equal(outcome.text, text.replace(':1}"', ':null}"'));
  t.same(outcome.hits, [
    { count: 1, paths: ["$[0]['s'] $['a']"] },
    { count: 0, paths: [] },
  ]);
});

void t.test('what holds no JSON, or is no string, is refused', async (t) => {
  const masks: Mask[] = [{ path: '$.a', inner: '$.b', with: 'null' }];
  for (const value of ['"text"', '""', '1', 'null', '{}', String.raw`"\ufeff{}"`]) {
    t.ok(maskStream(`{"a":${value}}`, masks).refused, value);
  }
});
