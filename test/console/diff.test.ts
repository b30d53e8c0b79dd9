import * as fc from 'fast-check';
import t from 'tap';
import { diffLines } from '../../gateway/console/page/lib/diff.ts';

const lines = fc.array(fc.constantFrom('a', 'b', 'c', ''), { minLength: 1, maxLength: 12 });

t.test(
  'both texts can be read out of a comparison, and what is the same is not told twice',
  async () => {
    fc.assert(
      fc.property(lines, lines, (before, after) => {
        const diff = diffLines(before.join('\n'), after.join('\n'));
        const of = (other: string): string[] =>
          diff.filter(({ kind }) => kind !== other).map(({ text }) => text);
        const isSame = before.join('\n') === after.join('\n');
        return (
          of('added').join('\n') === before.join('\n') &&
          of('gone').join('\n') === after.join('\n') &&
          (!isSame || diff.every(({ kind }) => kind === 'same'))
        );
      }),
    );
  },
);

t.test('texts too long to compare are shown whole', async (t) => {
  const text = 'x\n'.repeat(3000);
  t.equal(diffLines(text, text).length, 6002);
});
