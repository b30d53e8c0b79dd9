import t from 'tap';
import { Refusal } from '../../gateway/errors.ts';
import { findsIn, planFor } from '../redaction/detect/support.ts';

/** Characters that no reader sees, in the middle of a value. */
const INVISIBLE = [
  '\u200b',
  '\u200c',
  '\u200d',
  '\u2060',
  '\ufeff',
  '\u00ad',
  '\u200e',
  '\u202e',
  '\ufe0f',
  '\u{e0020}',
];

void t.test('an invisible character between any two others hides nothing', async (t) => {
  for (const mark of INVISIBLE) {
    for (const [type, value] of [
      ['email', 'ada@example.org'],
      ['iban', 'DE89370400440532013000'],
      ['credit-card', '4111111111111111'],
      ['ip', '192.168.10.1'],
    ] as const) {
      const written = value.split('').join(mark);
      t.same(findsIn(`see ${written} now`, planFor(type)), [written]);
    }
  }
});

void t.test('neither do a thousand, and more are refused', async (t) => {
  const written = (count: number): string => `4111${'\u200b'.repeat(count)}111111111111`;
  t.same(findsIn(`no ${written(1000)} now`, planFor('credit-card')), [written(1000)]);
  t.throws(() => findsIn(`no ${written(2000)} now`, planFor('credit-card')), Refusal);
});
