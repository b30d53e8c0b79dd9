import t from 'tap';
import { compileDetectors } from '../../../gateway/redaction/detect/compile-detectors.ts';
import type { Detector } from '../../../gateway/types.ts';

const pattern = (pattern: string): Detector => ({ type: 'pattern', pattern, with: 'redact' });

void t.test('keeps a plan by the text of its detectors, and only so many', async (t) => {
  const plan = compileDetectors([{ type: 'email', with: 'redact' }]);
  t.equal(compileDetectors([{ type: 'email', with: 'redact' }]), plan);
  t.not(compileDetectors([{ type: 'email', with: 'hash' }]), plan);
  for (let index = 0; index < 200; index += 1) compileDetectors([pattern(`K${index}`)]);
  t.not(compileDetectors([{ type: 'email', with: 'redact' }]), plan);
});

void t.test('names the detector and what is wrong with it', async (t) => {
  const email: Detector = { type: 'email', with: 'redact' };
  const wrong: [Detector, RegExp][] = [
    [pattern('(a'), /^detect\[1\]\.pattern is not RE2: .*missing closing \)/],
    [pattern('(?=a)'), /^detect\[1\]\.pattern is not RE2: .*\(\?=/],
    [pattern(String.raw`(a)\1`), /^detect\[1\]\.pattern is not RE2: .*invalid escape/],
    [pattern('a*'), /^detect\[1\]\.pattern matches the empty text$/],
    [pattern('(?:abcdefghij){200}'), /^detect\[1\]\.pattern is too large: /],
    [{ type: 'pattern', with: 'redact' }, /^detect\[1\]\.pattern is missing$/],
    [{ type: 'toString' as 'email', with: 'redact' }, /^detect\[1\]\.type is not known: toString$/],
  ];
  for (const [detector, message] of wrong) {
    t.throws(() => compileDetectors([email, detector]), { message });
  }
});
