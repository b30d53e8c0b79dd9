/** Numbers of payment cards: ISO/IEC 7812-1, and the ranges that the schemes publish. */
import { hasLuhnChecksum } from './luhn.ts';

interface Scheme {
  /** First and last of its issuer numbers, of equal length. */
  range: [from: string, to: string];
  lengths: number[];
}

const SCHEMES: readonly Scheme[] = [
  scheme('4', '4', 13, 16, 19), // Visa
  scheme('51', '55', 16), // Mastercard
  scheme('2221', '2720', 16), // Mastercard
  scheme('34', '34', 15), // American Express
  scheme('37', '37', 15),
  scheme('300', '305', 14, 16), // Diners Club
  scheme('3095', '3095', 14),
  scheme('36', '36', 14, 16, 19),
  scheme('38', '39', 14, 16, 19),
  scheme('6011', '6011', 16, 19), // Discover
  scheme('644', '659', 16, 19),
  scheme('3528', '3589', 16, 17, 18, 19), // JCB
  scheme('62', '62', 16, 17, 18, 19), // UnionPay
  scheme('2200', '2204', 16, 17, 18, 19), // Mir
  scheme('60', '60', 16), // RuPay
  scheme('81', '82', 16),
  scheme('508', '508', 16),
  scheme('5018', '5020', 13, 14, 15, 16, 17, 18, 19), // Maestro
  scheme('5038', '5038', 13, 14, 15, 16, 17, 18, 19),
  scheme('5893', '5893', 13, 14, 15, 16, 17, 18, 19),
  scheme('6304', '6304', 13, 14, 15, 16, 17, 18, 19),
  scheme('6759', '6763', 13, 14, 15, 16, 17, 18, 19),
];

function scheme(from: string, to: string, ...lengths: number[]): Scheme {
  return { range: [from, to], lengths };
}

/** Whether some scheme issues such a number, and its check digit is right. */
export function isCardNumber(digits: string): boolean {
  const issued = SCHEMES.some(({ range: [from, to], lengths }) => {
    const issuer = digits.slice(0, from.length);
    return issuer >= from && issuer <= to && lengths.includes(digits.length);
  });
  return issued && hasLuhnChecksum(digits);
}
