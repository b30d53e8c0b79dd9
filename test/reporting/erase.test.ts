import fc from 'fast-check';
import t from 'tap';
import { erase, parseErasures } from '../../gateway/reporting/erase.ts';

const eraseAll = (event: object, ...pointers: string[]): string[] =>
  erase(event, parseErasures(pointers));

t.test('what a pointer names goes, and the rest stays', async (t) => {
  const event = { input: { a: { 'b/c': 1, 'd~e': 2, '': 3, f: [4, 5] } }, result: { a: 6 } };
  t.same(
    eraseAll(event, '/input/a/b~1c', '/input/a/d~0e', '/input/a/', '/input/a/f/0', '/result/a'),
    ['/input/a/b~1c', '/input/a/d~0e', '/input/a/', '/input/a/f/0', '/result/a'],
  );
  t.same(event, { input: { a: { f: [null, 5] } }, result: {} });
});

t.test('what is not there is not named as erased', async (t) => {
  const event = { input: { a: [1], b: 'text', c: null } };
  const pointers = ['/input/x', '/input/a/1', '/input/a/length', '/input/a/00', '/input/b/length'];
  t.same(eraseAll(event, ...pointers, '/input/c/d', '/input/a/-', '/input/toString'), []);
  t.same(event, { input: { a: [1], b: 'text', c: null } });
});

t.test('any member of any JSON', async () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), fc.string(), (rest, name) => {
      const text = JSON.stringify({ input: { ...rest, [name]: 'secret-value' } });
      const event = JSON.parse(text) as { input: object };
      const token = name.replaceAll('~', '~0').replaceAll('/', '~1');
      const erased = eraseAll(event, `/input/${token}`);
      return erased.length === 1 && !Object.hasOwn(event.input, name);
    }),
  );
});
