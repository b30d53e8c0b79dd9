import t from 'tap';
import { findIn } from '../../../gateway/redaction/detect/find-in.ts';
import { LONGEST_MATCH } from '../../../gateway/redaction/detect/find-pattern.ts';
import { findsIn, planOf } from './support.ts';

void t.test('finds a match wherever it stands to the blocks', async (t) => {
  const plan = planOf(String.raw`\bK-\d{6}\b`);
  for (let at = LONGEST_MATCH - 12; at <= LONGEST_MATCH + 2; at += 1) {
    const text = `${'x '.repeat(2 * LONGEST_MATCH).slice(0, at - 1)} K-123456 ${'y'.repeat(5000)}`;
    t.same(findIn(text, plan), [{ start: at, end: at + 8, detector: 0 }], `at ${at}`);
  }
});

void t.test('a match as long as half a block is found to its end', async (t) => {
  const value = `<${'v'.repeat(LONGEST_MATCH - 2)}>`;
  for (const at of [0, 1, LONGEST_MATCH - 1, LONGEST_MATCH]) {
    const text = `${'x'.repeat(at)}${value}${'y'.repeat(3000)}`;
    t.same(findsIn(text, planOf('<v+>')), [value]);
  }
});

void t.test('^, $ and \\b see the text, not the block', async (t) => {
  const text = 'a'.repeat(3 * LONGEST_MATCH);
  t.same(findIn(text, planOf('^a')), [{ start: 0, end: 1, detector: 0 }]);
  t.same(findIn(text, planOf('a$')), [{ start: text.length - 1, end: text.length, detector: 0 }]);
  t.same(findIn(text, planOf(String.raw`\ba`)), [{ start: 0, end: 1, detector: 0 }]);
});

void t.test('what is longer is masked on to the end of the line, or of the text', async (t) => {
  const line = `a${'b'.repeat(10_000)}`;
  t.same(findsIn(`x\n${line}\nnext`, planOf('a.*')), [line]);
  t.same(findsIn(`x\n${line}\nnext`, planOf('ab{900}b*')), [line]);
  const lines = `a${'b\n'.repeat(5000)}`;
  t.same(findsIn(`x\n${lines}`, planOf('(?s)a.*')), [lines]);
});
