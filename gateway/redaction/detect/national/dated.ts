/** National ids that hold a date of birth and end in check digits. */
import { hasLuhnChecksum } from '../luhn.ts';
import { isDay, isDayMonth, isMonthDay, weigh } from './calendar.ts';

/** Poland, PESEL, 11 digits: YYMMDD with the century in the month, weights 1 3 7 9 (ustawa o ewidencji ludności). */
export function isPesel(digits: string): boolean {
  const dated = isDay(Number(digits.slice(2, 4)) % 20, Number(digits.slice(4, 6)));
  return dated && weigh(digits, [1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1]) % 10 === 0;
}

/**
 * Belgium, rijksregisternummer, 11 digits: YYMMDD, order, and 97 less the remainder by 97; a 2 stands
 * before it for who is born from 2000 on (KB 3 April 1984). A bis number has 20 or 40 more in the month.
 */
export function isRijksregisternummer(digits: string): boolean {
  const month = Number(digits.slice(2, 4)) % 20;
  const day = Number(digits.slice(4, 6));
  const dated = isDay(month, day) || (month === 0 && day === 0);
  const check = Number(digits.slice(9));
  const [before, after] = [Number(digits.slice(0, 9)), Number(`2${digits.slice(0, 9)}`)];
  return dated && (97 - (before % 97) === check || 97 - (after % 97) === check);
}

/** Sweden, personnummer, 10 or 12 digits: [YY]YYMMDD, order, Luhn over ten; a samordningsnummer has 60 more in the day (SFS 1991:481). */
export function isPersonnummer(digits: string): boolean {
  const ten = digits.slice(-10);
  const century = digits.slice(0, -10);
  const day = Number(ten.slice(4, 6));
  const dated = isDay(Number(ten.slice(2, 4)), day > 60 ? day - 60 : day);
  return ['', '18', '19', '20'].includes(century) && dated && hasLuhnChecksum(ten);
}

/** Denmark, CPR-nummer, 10 digits: DDMMYY and order. Since 2007 it has no check digit. */
export function isCpr(digits: string): boolean {
  return isDayMonth(digits.slice(0, 4));
}

/** Romania, cod numeric personal, 13 digits: sex and century, YYMMDD, county, order; weights 279146358279, by 11 (OUG 97/2005). */
export function isCnp(digits: string): boolean {
  const county = Number(digits.slice(7, 9));
  const rest = weigh(digits, [2, 7, 9, 1, 4, 6, 3, 5, 8, 2, 7, 9]) % 11;
  const placed = (county >= 1 && county <= 52) || county === 70 || county >= 80;
  const dated = !digits.startsWith('0') && isMonthDay(digits.slice(3, 7));
  return dated && placed && Number(digits[12]) === (rest === 10 ? 1 : rest);
}

/** Bulgaria, единен граждански номер (ЕГН), 10 digits: YYMMDD with 20 or 40 more in the month, weights 2 4 8 5 10 9 7 3 6, by 11. */
export function isEgn(digits: string): boolean {
  const month = Number(digits.slice(2, 4));
  const dated = month <= 52 && isDay(month % 20, Number(digits.slice(4, 6)));
  const rest = weigh(digits, [2, 4, 8, 5, 10, 9, 7, 3, 6]) % 11;
  return dated && Number(digits[9]) === rest % 10;
}

/**
 * Czechia and Slovakia, rodné číslo, 10 digits: YYMMDD with 50 more in the month for women and 20 for a
 * day that ran out, divisible by 11 (zákon 133/2000 Sb.; until 1985 a remainder of 10 was given as 0).
 */
export function isRodneCislo(digits: string): boolean {
  const month = Number(digits.slice(2, 4)) % 50;
  const dated = isDay(month > 20 ? month - 20 : month, Number(digits.slice(4, 6)));
  const rest = Number(digits.slice(0, 9)) % 11;
  return dated && Number(digits[9]) === rest % 10;
}

/** Estonia and Lithuania, isikukood and asmens kodas, 11 digits: sex and century, YYMMDD; two rows of weights, by 11 (EVS 585). */
export function isIsikukood(digits: string): boolean {
  if (!'123456'.includes(digits[0]!) || !isMonthDay(digits.slice(3, 7))) return false;
  const first = weigh(digits, [1, 2, 3, 4, 5, 6, 7, 8, 9, 1]) % 11;
  const second = weigh(digits, [3, 4, 5, 6, 7, 8, 9, 1, 2, 3]) % 11;
  return Number(digits[10]) === (first < 10 ? first : second % 10);
}

/** Greece, ΑΜΚΑ, 11 digits: DDMMYY, order, Luhn (νόμος 3655/2008). */
export function isAmka(digits: string): boolean {
  return isDayMonth(digits.slice(0, 4)) && hasLuhnChecksum(digits);
}
