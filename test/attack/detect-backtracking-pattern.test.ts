import t from 'tap';
import { compileDetectors } from '../../gateway/redaction/detect/compile-detectors.ts';
import { findIn } from '../../gateway/redaction/detect/find-in.ts';
import { findsIn, planOf } from '../redaction/detect/support.ts';

// A backtracking engine would take longer than the universe is old for each of these.
void t.test('a pattern made to backtrack ends', async (t) => {
  const text = `${'a'.repeat(100_000)}!`;
  for (const pattern of ['(a+)+b', '(a|a)*b', '(a|aa)+b', '(?:a?){50}a{50}b', '(.*)*x']) {
    t.same(findIn(text, planOf(pattern)), [], pattern);
  }
  t.same(findsIn('say aaab!', planOf('(a+)+b')), ['aaab']);
});

void t.test('a pattern that is cheap to write and dear to run is refused', async (t) => {
  for (const pattern of ['(?:a{0,30}b{0,30}){16}', '[a-z]{1000}[a-z]{1000}']) {
    t.throws(
      () => compileDetectors([{ type: 'pattern', pattern, with: 'redact' }]),
      { message: /detect\[0\]\.pattern (?:is too large|matches the empty text)/ },
      pattern,
    );
  }
});
