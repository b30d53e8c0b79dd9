import t from 'tap';
import { findsIn, planFor } from '../redaction/detect/support.ts';

/** The same digits of other scripts; all of them are read by people, and by models. */
const ZEROS = [0xff10, 0x0660, 0x06f0, 0x0966, 0x1d7ce, 0x1d7d8, 0x1d7f6];

void t.test('digits of another script are digits', async (t) => {
  for (const zero of ZEROS) {
    const written = (value: string): string =>
      value.replace(/\d/g, (digit) => String.fromCodePoint(zero + Number(digit)));
    for (const [type, value] of [
      ['credit-card', '4111 1111 1111 1111'],
      ['iban', 'DE89 3704 0044 0532 0130 00'],
      ['phone', '+49 30 1234567'],
      ['national-id', '44051401359'],
    ] as const) {
      t.same(findsIn(`(${written(value)})`, planFor(type)), [written(value)]);
    }
  }
});
