import t from 'tap';
import { compileDetectors } from '../../../gateway/redaction/detect/compile-detectors.ts';
import { findIn } from '../../../gateway/redaction/detect/find-in.ts';
import { planFor, planOf } from './support.ts';

void t.test('makes one find of what overlaps, of the detector with the longest', async (t) => {
  t.same(findIn('xx abc-def yy', planOf('bc-d', 'abc', '-def')), [
    { start: 3, end: 10, detector: 0 },
  ]);
  t.same(findIn('abcd', planOf('abc', 'bcd')), [{ start: 0, end: 4, detector: 0 }]);
  t.same(findIn('abcd', planOf('bc', 'abcd')), [{ start: 0, end: 4, detector: 1 }]);
});

void t.test('takes the first in the list where two find the same', async (t) => {
  const found = [{ start: 9, end: 24, detector: 0 }];
  t.same(findIn('password=ada@example.org', planFor('email', 'secret')), found);
  t.same(findIn('password=ada@example.org', planFor('secret', 'email')), found);
  const twice = compileDetectors([
    { type: 'email', with: 'hash' },
    { type: 'email', with: 'redact' },
  ]);
  t.same(findIn('ada@example.org', twice), [{ start: 0, end: 15, detector: 0 }]);
});

void t.test('leaves neighbours apart', async (t) => {
  t.same(findIn('aabb', planOf('aa', 'bb')), [
    { start: 0, end: 2, detector: 0 },
    { start: 2, end: 4, detector: 1 },
  ]);
});

void t.test('masks a chain of overlapping finds whole, however long', async (t) => {
  const text = `${'abcd'.repeat(10_000)}a`;
  t.same(findIn(text, planOf('abc', 'cda')), [{ start: 0, end: text.length, detector: 0 }]);
});
