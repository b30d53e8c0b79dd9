import * as fc from 'fast-check';
import t from 'tap';
import { toValue } from '../../gateway/json/read.ts';
import { read } from './helpers.ts';

function rewrite(text: string): string {
  return JSON.stringify(toValue(read(text), { exactNumbers: true }));
}

void t.test('a number that a double cannot hold is written with all its digits', (t) => {
  for (const text of [
    '12345678901234567890',
    '9007199254740993',
    '-9007199254740993',
    '1e400',
    '-1e400',
    '1e-400',
    '0.1000000000000000055',
    '1.00000000000000000001',
    '123456789012345678901234567890.5e-10',
    `1e${'9'.repeat(400)}`,
    `0.${'0'.repeat(1_000_000)}1`,
  ]) {
    t.equal(rewrite(`{"a":[${text}]}`), `{"a":[${text}]}`);
  }
  t.end();
});

void t.test('a number that a double holds is a number', (t) => {
  const plain: [string, string][] = [
    ['1.0', '1'],
    ['1e2', '100'],
    ['-0', '0'],
    ['0e99999', '0'],
    ['0.10', '0.1'],
    ['1000000000000000000000', '1e+21'],
    ['9007199254740992', '9007199254740992'],
    ['0.30000000000000004', '0.30000000000000004'],
    [`1${'0'.repeat(300)}`, '1e+300'],
  ];
  for (const [text, written] of plain) {
    t.type(toValue(read(text), { exactNumbers: true }), 'number', text);
    t.equal(rewrite(text), written);
  }
  t.end();
});

void t.test('whole numbers keep their value, whatever their size', (t) => {
  const property = fc.property(fc.bigInt(), fc.nat(30), (digits, zeros) => {
    const text = `${digits}${digits === 0n ? '' : '0'.repeat(zeros)}`;
    const [mantissa = '', exponent = '0'] = rewrite(text).split('e');
    const [whole = '', fraction = ''] = mantissa.split('.');
    const scale = 10n ** BigInt(Number(exponent) - fraction.length + 400);
    return BigInt(whole + fraction) * scale === BigInt(text) * 10n ** 400n;
  });
  fc.assert(property, { numRuns: 3000 });
  t.end();
});

void t.test('without exactNumbers every number is a double', (t) => {
  t.equal(toValue(read('12345678901234567890'), { exactNumbers: false }), 12345678901234567000);
  t.equal(toValue(read('1e400'), { exactNumbers: false }), Infinity);
  t.end();
});
