import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import t from 'tap';
import { Refusal } from '../../gateway/errors.ts';
import type { JsonNode } from '../../gateway/json/read.ts';
import { compileMask } from '../../gateway/redaction/compile-mask.ts';
import { Document } from '../../gateway/redaction/document.ts';
import { DOCUMENT } from './arbitrary.ts';
import { documentOf, faultOfMask, mask, maskText, refusalOf } from './helpers.ts';

const plus = { dialect: 'jsonpath-plus' as const };

void t.test('selects by parent', async (t) => {
  const text = '{"items":[{"secret":true,"v":1},{"v":2}],"n":{"m":{"k":1}}}';
  const cases: [string, string][] = [
    ['$.items[*].secret^', '{"items":["[redacted]",{"v":2}],"n":{"m":{"k":1}}}'],
    ['$..secret^.v', '{"items":[{"secret":true,"v":"[redacted]"},{"v":2}],"n":{"m":{"k":1}}}'],
    ['$.n.m.k^^', '{"items":[{"secret":true,"v":1},{"v":2}],"n":"[redacted]"}'],
    ['$..[1:2]', '{"items":[{"secret":true,"v":1},"[redacted]"],"n":{"m":{"k":1}}}'],
    ["$['n']['m'].k", '{"items":[{"secret":true,"v":1},{"v":2}],"n":{"m":{"k":"[redacted]"}}}'],
    ['$', '"[redacted]"'],
  ];
  for (const [path, expected] of cases) t.equal(maskText(text, [mask(path, plus)]), expected, path);
});

void t.test('a path that matches nothing is refused: it may be mistyped', async (t) => {
  const { code, detail } = await refusalOf(() => maskText('{"email":1}', [mask('$.emial', plus)]));
  t.equal(code, 'unmaskable-response');
  t.equal(detail, 'The mask path "$.emial" matches nothing in the response.');
  await refusalOf(() => maskText('0', [mask('$', plus)]));
  await refusalOf(() => maskText('{"a":1}', [mask('$^', plus)]));
});

void t.test('the root cannot be removed by way of its children', async (t) => {
  const masks = [mask('$.a^', { ...plus, with: 'remove' })];
  t.equal((await refusalOf(() => maskText('{"a":1}', masks))).code, 'unmaskable-response');
});

void t.test('without ^ it selects what RFC 9535 does', async (t) => {
  const step = fc.constantFrom(
    '.a',
    '.b',
    "['a']",
    "['__proto__']",
    '[*]',
    '.*',
    '[1:]',
    '[::2]',
    '[:-1]',
  );
  const path = fc
    .tuple(
      fc.array(step, { maxLength: 3 }),
      fc.constantFrom('', '..a', '..*', '..[*]'),
      fc.array(step, { maxLength: 2 }),
    )
    .map(([before, descend, after]) => `$${before.join('')}${descend}${after.join('')}`);
  let selected = 0;
  const property = fc.property(DOCUMENT, path, (text, some) => {
    const document = documentOf(text);
    const expected = compileMask(mask(some)).find(document);
    try {
      const found = compileMask(mask(some, plus)).find(document);
      selected += found.size;
      assert.equal(found.symmetricDifference(expected).size, 0);
    } catch (error) {
      assert.ok(error instanceof Refusal, String(error));
      assert.ok(
        !error.detail.includes('matches nothing') || expected.size === 0 || !JSON.parse(text),
      );
    }
  });
  fc.assert(property, { numRuns: 3000 });
  t.ok(selected > 500, `${selected} values were selected`);
});

void t.test('^ selects the parents, and names after it their members', async (t) => {
  const downs = fc.constantFrom('.a', '.b', '[*]', '..*', '..a', '[1:]', "['b']");
  const path = fc.tuple(
    fc.array(downs, { minLength: 1, maxLength: 3 }).map((steps) => `$${steps.join('')}`),
    fc.array(fc.constantFrom('^', '^', '.a', '.b'), { maxLength: 3 }),
  );
  let selected = 0;
  const property = fc.property(DOCUMENT, path, (text, [down, after]) => {
    const whole = mask([down, '^', ...after].join(''), plus);
    fc.pre(faultOfMask(whole) === undefined);
    const document = documentOf(text);
    let expected = compileMask(mask(down)).find(document);
    for (const step of ['^', ...after]) expected = follow(expected, step, document);
    let found = new Set<JsonNode>();
    try {
      found = compileMask(whole).find(document);
    } catch (error) {
      assert.ok(error instanceof Refusal, String(error));
      if (!error.detail.includes('matches nothing')) return;
    }
    selected += found.size;
    assert.equal(found.symmetricDifference(expected).size, 0);
  });
  fc.assert(property, { numRuns: 4000 });
  t.ok(selected > 500, `${selected} values were selected`);
});

function follow(nodes: ReadonlySet<JsonNode>, step: string, document: Document): Set<JsonNode> {
  const all = [...compileMask(mask('$..*')).find(document), document.root];
  const childrenOf = (node: JsonNode): Set<JsonNode> =>
    compileMask(mask('$.*')).find(new Document(node));
  if (step === '^') {
    return new Set(all.filter((node) => !childrenOf(node).isDisjointFrom(nodes)));
  }
  const compiled = compileMask(mask(`$${step}`));
  let found = new Set<JsonNode>();
  for (const node of nodes) found = found.union(compiled.find(new Document(node)));
  return found;
}

void t.test('only a small part of the dialect is let in', async (t) => {
  for (const path of [
    'a',
    '',
    '$.',
    '$...a',
    '$.a~',
    '$.~',
    '$.a b',
    '$[-1]',
    '$[01',
    '$[::0]',
    '$.a,b',
    "$['a','b']",
    '$.a^.*',
    '$[0]',
    '$.a^[0]',
    '$.length',
    '$..length^',
    "$['length']",
    '$..a^^',
    '$.a[1:2]^^',
    '$..a^.b^',
    '$.a^[*]',
    '$..a..b',
    '$..^',
    '$.*^..a',
    '$.`a',
    "$['']",
    '$;a',
    '$.a[',
    '$$',
    '$.a$',
    '%$',
  ]) {
    t.match(faultOfMask(mask(path, plus)), /is refused: character \d+ is not part/, path);
  }
});
