/** National ids with letters in them. All take capitals, as written. */
import { isDay, isDayMonth, weigh } from './calendar.ts';

/** Spain, DNI: 8 digits and the letter at their remainder by 23 (Real Decreto 1553/2005). NIE: X, Y, Z stand for 0, 1, 2. */
export function isDni(id: string): boolean {
  const number = id
    .slice(0, -1)
    .replace(/[-. ]/g, '')
    .replace(/^[XYZ]/, (letter) => String('XYZ'.indexOf(letter)));
  return 'TRWAGMYFPDXBNJZSQVHLCKE'[Number(number) % 23] === id.at(-1);
}

/** Values at odd places of the characters 0–9 and A–Z, from the decree. */
const ODD = [1, 0, 5, 7, 9, 13, 15, 17, 19, 21];
// prettier-ignore
const ODD_LETTERS = [
  1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23,
];

/** Italy, codice fiscale, 16 characters (decreto ministeriale 23 dicembre 1976); digits may be letters (omocodia). */
export function isCodiceFiscale(written: string): boolean {
  const id = written.replaceAll(' ', '');
  const plain = id.replace(/[LMNPQRSTUV]/g, (letter) => String('LMNPQRSTUV'.indexOf(letter)));
  const day = Number(plain.slice(9, 11));
  const month = 'ABCDEHLMPRST'.indexOf(id[8]!) + 1;
  if (!isDay(month, day > 40 ? day - 40 : day)) return false;
  let sum = 0;
  for (let index = 0; index < 15; index += 1) {
    const value = Number.parseInt(id[index]!, 36);
    const isLetter = value > 9;
    if (index % 2 === 0) sum += isLetter ? ODD_LETTERS[value - 10]! : ODD[value]!;
    else sum += isLetter ? value - 10 : value;
  }
  return id.charCodeAt(15) - 0x41 === sum % 26;
}

/** Finland, henkilötunnus: DDMMYY, sign of the century, order, and the character at the remainder by 31 (asetus 128/2010, 330/2022). */
export function isHetu(id: string): boolean {
  const number = id.slice(0, 6) + id.slice(7, 10);
  return (
    isDayMonth(id.slice(0, 4)) && '0123456789ABCDEFHJKLMNPRSTUVWXY'[Number(number) % 31] === id[10]
  );
}

/** Ireland, PPS number: 7 digits, check letter, and perhaps a second letter of weight 9, by 23 (Social Welfare Acts). */
export function isPps(id: string): boolean {
  const second = id.length === 9 && id[8] !== 'W' ? id.charCodeAt(8) - 0x40 : 0;
  const rest = (weigh(id, [8, 7, 6, 5, 4, 3, 2]) + 9 * second) % 23;
  return 'WABCDEFGHIJKLMNOPQRSTUV'[rest] === id[7];
}
