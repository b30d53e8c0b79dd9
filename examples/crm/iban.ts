/** Account numbers with true check digits (ISO 13616) of banks that do not exist. */
import type { Random } from './random.ts';

/**
 * How an account number goes on after the country and the check digits; `#` is a digit. The bank
 * codes are not given out: none begins with 9 in Germany, and no bank is called REGT.
 */
const ACCOUNTS = {
  AT: '99###00#########',
  DE: '9##00000##########',
  ES: '9999####0###########',
  FR: '99999#####0############',
  GB: 'REGT00############',
  IE: 'REGT99############',
  NL: 'REGT0#########',
  PL: '999#####0###############',
  SE: '999#################',
} as const;

/** A country whose account numbers can be made here. */
export type AccountCountry = keyof typeof ACCOUNTS;

/** All of them. */
export const ACCOUNT_COUNTRIES = Object.keys(ACCOUNTS) as AccountCountry[];

/** Makes an account number of the country, without spaces. */
export function drawIban(random: Random, country: AccountCountry): string {
  const account = random.digits(ACCOUNTS[country]);
  const check = 98n - remainder(`${country}00${account}`);
  return `${country}${String(check).padStart(2, '0')}${account}`;
}

/** The account number as people write it, in groups of four. */
export function spaceIban(iban: string): string {
  return iban.replaceAll(/.{4}(?=.)/g, '$& ');
}

/** ISO 7064 MOD 97-10: the first four characters go last, and a letter counts as two digits, A as 10. */
function remainder(iban: string): bigint {
  const turned = iban.slice(4) + iban.slice(0, 4);
  return BigInt(turned.replaceAll(/[A-Z]/g, (letter) => String(letter.charCodeAt(0) - 55))) % 97n;
}
