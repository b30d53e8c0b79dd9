import fc from 'fast-check';
import t from 'tap';
import { json, mask, number, refusalOf, replace, text, token } from './helpers.ts';

const YEAR = mask('generalise', { to: 'year' });
const MONTH = mask('generalise', { to: 'month' });

function range(lexeme: string, step: number): string {
  return token(number(lexeme), mask('generalise', { to: 'range', step }));
}

void t.test('a date becomes its year or month', async (t) => {
  for (const date of [
    '1984-03-12',
    '1984-03-12T23:59:60Z',
    '1984-03-12T00:00:00.000000001+01:00',
    '1984-03-31t12:00:00z',
  ]) {
    t.equal(token(text(date), YEAR), '1984', date);
    t.equal(token(text(date), MONTH), '1984-03', date);
  }
  t.equal(token(text('2000-02-29'), MONTH), '2000-02');
  t.equal(token(text('0000-02-29'), YEAR), '0000');
});

void t.test('every day of JavaScript is one', async (t) => {
  const date = fc.date({ noInvalidDate: true, min: new Date(0), max: new Date('9999-12-31') });
  fc.assert(
    fc.property(date, (day) => {
      const iso = day.toISOString();
      t.equal(token(text(iso), YEAR), iso.slice(0, 4));
      t.equal(token(text(iso.slice(0, 10)), MONTH), iso.slice(0, 7));
    }),
  );
});

void t.test('a doubtful date is none', async (t) => {
  const texts = [
    '',
    '1984',
    '1984-03',
    '84-03-12',
    '12.03.1984',
    '03/12/1984',
    '1984-3-12',
    '19840312',
    '1984-00-12',
    '1984-13-12',
    '1984-03-00',
    '1984-03-32',
    '1984-02-30',
    '1983-02-29',
    '1900-02-29',
    '1984-04-31',
    ' 1984-03-12',
    '1984-03-12\n',
    '1984-03-12T',
    '+1984-03-12',
    '1984-03-12 10:00:00Z',
    '1984-03-12T10:00:00',
    '1984-03-12T10:00Z',
    '1984-03-12Z',
    '1984-03-12T24:00:00Z',
    '1984-03-12T10:60:00Z',
    '1984-03-12T10:00:60Z',
    '1984-03-12T10:00:00+24:00',
    '1984-03-12T10:00:00+0100',
    '１９８４-03-12',
    '1984–03–12',
  ];
  for (const each of texts) {
    t.match(
      refusalOf(() => replace(text(each), YEAR)),
      /not an RFC 3339 date/,
      each,
    );
  }
  for (const source of ['1984', '452995200', 'null', '["1984-03-12"]', '{}']) {
    t.match(
      refusalOf(() => replace(json(source), MONTH)),
      /not an RFC 3339 date/,
      source,
    );
  }
});

void t.test('a number becomes the range that it lies in', async (t) => {
  for (const [lexeme, step, expected] of [
    ['35', 10, '30-39'],
    ['30', 10, '30-39'],
    ['39', 10, '30-39'],
    ['39.999999999999999999999', 10, '30-39'],
    ['40', 10, '40-49'],
    ['0', 10, '0-9'],
    ['-0.0', 10, '0-9'],
    ['-1', 10, '-10--1'],
    ['-10', 10, '-10--1'],
    ['-10.1', 10, '-20--11'],
    ['-0.000000000000000000000000001', 10, '-10--1'],
    ['1e-400', 10, '0-9'],
    ['3.5e1', 10, '30-39'],
    ['35', 1, '35-35'],
    ['12345678901234567890', 10, '12345678901234567890-12345678901234567899'],
    ['9007199254740993', 1, '9007199254740993-9007199254740993'],
    ['1e21', 1_000_000_000, '1000000000000000000000-1000000000000999999999'],
    ['1e400', 10, `1${'0'.repeat(400)}-1${'0'.repeat(399)}9`],
    ['-1e400', 1, `-1${'0'.repeat(400)}--1${'0'.repeat(400)}`],
  ] as const) {
    t.equal(range(lexeme, step), expected, lexeme);
  }
});

void t.test('the range has the number, and its neighbours have another', async (t) => {
  const steps = fc.integer({ min: 1, max: 1_000_000_000 });
  fc.assert(
    fc.property(fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }), steps, (value, step) => {
      const [, low, high] = /^(-?\d+)-(-?\d+)$/.exec(range(String(value), step))!.map(String);
      t.ok(BigInt(low!) <= value && value <= BigInt(high!));
      t.equal(BigInt(low!) % BigInt(step), 0n);
      t.equal(BigInt(high!) - BigInt(low!) + 1n, BigInt(step));
      t.equal(range(low!, step), range(`${high!}.9`.replace(/^-.*/, low!), step));
      t.not(range(String(BigInt(low!) - 1n), step), range(low!, step));
    }),
  );
});

void t.test('what is not a number lies in no range', async (t) => {
  for (const source of ['"35"', 'null', 'true', '[35]', '{}']) {
    const mismatch = () => replace(json(source), mask('generalise', { to: 'range', step: 10 }));
    t.match(refusalOf(mismatch), /not a number of at most 1000 digits/, source);
  }
});
