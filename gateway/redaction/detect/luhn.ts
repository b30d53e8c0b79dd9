/**
 * The Luhn formula (ISO/IEC 7812-1, Annex B): from the right each second digit counts double, the
 * digits of the products are summed, and the sum ends in 0.
 */
export function hasLuhnChecksum(digits: string): boolean {
  let sum = 0;
  for (let index = 0; index < digits.length; index += 1) {
    const digit = digits.charCodeAt(digits.length - 1 - index) - 0x30;
    const value = index % 2 === 1 ? digit * 2 : digit;
    sum += value > 9 ? value - 9 : value;
  }
  return sum % 10 === 0;
}
