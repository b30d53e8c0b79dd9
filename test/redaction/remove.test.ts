import * as fc from 'fast-check';
import t from 'tap';
import { faultOf } from '../json/helpers.ts';
import { DOCUMENT, PATH } from './arbitrary.ts';
import { mask, maskText, refusalOf } from './helpers.ts';

const remove = { with: 'remove' as const };

void t.test('takes the right comma and white space along', async (t) => {
  const cases: [string, string[], string][] = [
    ['{"a":1,"b":2,"c":3}', ['a'], '{"b":2,"c":3}'],
    ['{"a":1,"b":2,"c":3}', ['b'], '{"a":1,"c":3}'],
    ['{"a":1,"b":2,"c":3}', ['c'], '{"a":1,"b":2}'],
    ['{"a":1,"b":2,"c":3}', ['a', 'b'], '{"c":3}'],
    ['{"a":1,"b":2,"c":3}', ['b', 'c'], '{"a":1}'],
    ['{"a":1,"b":2,"c":3}', ['a', 'c'], '{"b":2}'],
    ['{"a":1,"b":2,"c":3}', ['a', 'b', 'c'], '{}'],
    ['{ "a" : 1 }', ['a'], '{}'],
    ['{\n  "a": 1,\n  "b": 2,\n  "c": 3\n}', ['a'], '{\n  "b": 2,\n  "c": 3\n}'],
    ['{\n  "a": 1,\n  "b": 2,\n  "c": 3\n}', ['b'], '{\n  "a": 1,\n  "c": 3\n}'],
    ['{\n  "a": 1,\n  "b": 2,\n  "c": 3\n}', ['c'], '{\n  "a": 1,\n  "b": 2\n}'],
    ['{ "a" : 1 , "b" : 2 , "c" : 3 }', ['b'], '{ "a" : 1 , "c" : 3 }'],
    ['{}', ['a'], '{}'],
  ];
  for (const [text, names, expected] of cases) {
    const masks = names.map((name) => mask(`$.${name}`, remove));
    t.equal(maskText(text, masks), expected, `${text} without ${names.join()}`);
  }
});

void t.test('counts elements as they stood before', async (t) => {
  t.equal(maskText('[0, 1, 2, 3]', [mask('$[1]', remove), mask('$[2]', remove)]), '[0, 3]');
  t.equal(maskText('[0,1,2,3,4]', [mask('$[::2]', remove)]), '[1,3]');
  t.equal(maskText('[[1],[2],[]]', [mask('$[*][0]', remove)]), '[[],[],[]]');
});

void t.test('other masks beside what is removed still apply', async (t) => {
  const masks = [mask('$.a', remove), mask('$.b'), mask('$.c.d', remove)];
  t.equal(maskText('{"a":1,"b":2,"c":{"d":3,"e":4}}', masks), '{"b":"[redacted]","c":{"e":4}}');
});

void t.test('always leaves JSON', async () => {
  const paths = fc.array(PATH, { minLength: 1, maxLength: 3 });
  const property = fc.property(DOCUMENT, paths, (text, some) => {
    const masked = maskText(
      text,
      some.map((path) => mask(path, remove)),
    );
    return faultOf(masked) === 'none';
  });
  fc.assert(property, { numRuns: 2000 });
});

void t.test('the whole body cannot be removed', async (t) => {
  const { code } = await refusalOf(() => maskText('{"a":1}', [mask('$', remove)]));
  t.equal(code, 'unmaskable-response');
});
