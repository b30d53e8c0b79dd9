/** National ids whose check digits are a remainder, without a date in them. */
import { weigh } from './calendar.ts';

/**
 * France, numéro d'inscription au répertoire (NIR), 15 digits: sex, year, month, place, order, and
 * 97 less the remainder by 97 (décret 82-103). Months 20 and up stand for unknown ones.
 */
export function isNir(digits: string): boolean {
  const month = Number(digits.slice(3, 5));
  const known = (month >= 1 && month <= 12) || (month >= 20 && month <= 42) || month >= 50;
  if (!'123478'.includes(digits[0]!) || !known) return false;
  return 97n - (BigInt(digits.slice(0, 13)) % 97n) === BigInt(digits.slice(13));
}

/** Netherlands, burgerservicenummer, 9 digits: the eleven test with weights 9 … 2, −1 (Wet algemene bepalingen BSN). */
export function isBsn(digits: string): boolean {
  return Number(digits) > 0 && weigh(digits, [9, 8, 7, 6, 5, 4, 3, 2, -1]) % 11 === 0;
}

/** Portugal, número de identificação fiscal, 9 digits: weights 9 … 2, remainder by 11 (Decreto-Lei 14/2013). */
export function isNif(digits: string): boolean {
  const rest = weigh(digits, [9, 8, 7, 6, 5, 4, 3, 2]) % 11;
  return '1235689'.includes(digits[0]!) && Number(digits[8]) === (rest < 2 ? 0 : 11 - rest);
}

/**
 * Germany, Steuer-Identifikationsnummer, 11 digits: ISO/IEC 7064 MOD 11,10; it does not begin with
 * 0, and of the first ten digits exactly one stands twice or three times (§ 139b AO, BZSt).
 */
export function isSteuerId(digits: string): boolean {
  if (digits.startsWith('0')) return false;
  const distinct = new Set(digits.slice(0, 10)).size;
  return (distinct === 8 || distinct === 9) && hasMod1110(digits);
}

/** Croatia, osobni identifikacijski broj, 11 digits: ISO/IEC 7064 MOD 11,10 (Zakon o OIB). */
export function isOib(digits: string): boolean {
  return hasMod1110(digits);
}

/** Austria, Sozialversicherungsnummer, 10 digits: order, check digit, birthday; weights 3 7 9 0 5 8 4 2 1 6. */
export function isSvnr(digits: string): boolean {
  const rest = weigh(digits, [3, 7, 9, 0, 5, 8, 4, 2, 1, 6]) % 11;
  const month = Number(digits.slice(6, 8));
  const day = Number(digits.slice(4, 6));
  // Months 13 and up are given where a day has run out of numbers.
  const dated = day >= 1 && day <= 31 && month >= 1 && month <= 15;
  return !digits.startsWith('0') && dated && rest === Number(digits[3]);
}

function hasMod1110(digits: string): boolean {
  let product = 10;
  for (let index = 0; index < digits.length - 1; index += 1) {
    const sum = (Number(digits[index]) + product) % 10;
    product = ((sum === 0 ? 10 : sum) * 2) % 11;
  }
  return (11 - product) % 10 === Number(digits.at(-1));
}
