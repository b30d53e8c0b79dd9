/** National forms of phone numbers, and how likely a number is one of them. */
import type { CountryCode } from 'libphonenumber-js/max';
import { existsIn } from './phone-plans.ts';

/** Countries whose numbers are written with a `0` before them that is no part of the number. */
const WITH_TRUNK_ZERO: readonly CountryCode[] = [
  'DE',
  'FR',
  'GB',
  'NL',
  'AT',
  'BE',
  'CH',
  'SE',
  'IE',
  'FI',
];
/** Countries whose numbers are written as they are; Italian ones may begin with `0`. */
const WITHOUT_TRUNK: readonly CountryCode[] = [
  'US',
  'CA',
  'ES',
  'IT',
  'PL',
  'PT',
  'DK',
  'NO',
  'CZ',
];

/** Words that announce a phone number, in the languages of these countries. */
export const PHONE_WORDS = (
  'tel phone telephone phoned mobile cell cellphone call called fax telefon telefonnummer telefono ' +
  'teléfono téléphone tél portable móvil movil cellulare handy handynummer mobil mobilnummer telefoon ' +
  'telefoonnummer gsm mobiel telefone telemóvel komórka komórkowy telefonu numer whatsapp sms ring reach ' +
  'anruf rufnummer appeler appelez llamar llame chiamare chiama bel bellen puhelin tlf mob nummer número'
).split(' ');

/** What dates look like, a lone zero as in ISBNs, and six digits before a slash as in Czech ids. */
const NOT_A_PHONE =
  /^(?:\d\d[-./]\d\d[-./](?:\d\d){1,2}|\d{4}[-./]\d\d[-./]\d\d|0[-. /].*|\d{6}\/\d{3,4})$/;
/** (202) 555-0143, 202-555-0143, 1 202 555 0143 */
const NORTH_AMERICAN = /^(?:1[ .-])?(?:\(\d{3}\) ?|\d{3}[ .-])\d{3}[ .-]\d{4}$/;

/** Whether a number, as it is written, is of a form that nothing but a phone number has. */
export function isSurelyNational(written: string, digits: string): boolean {
  if (NORTH_AMERICAN.test(written) && existsInNorthAmerica(digits)) return true;
  if (!digits.startsWith('0') || written === digits || NOT_A_PHONE.test(written)) return false;
  // Full stops make version numbers, but not in pairs of digits: 06.12.34.56.78.
  if (written.includes('.') && !/^\d\d(?:\.\d\d){4}$/.test(written)) return false;
  return existsWithZero(digits);
}

/** Whether a number may be one that is announced as a phone number. */
export function mayBeNational(digits: string): boolean {
  if (digits.startsWith('0') && existsWithZero(digits)) return true;
  return existsInNorthAmerica(digits) || WITHOUT_TRUNK.some((country) => existsIn(country, digits));
}

function existsWithZero(digits: string): boolean {
  const number = digits.slice(1);
  return existsIn('IT', digits) || WITH_TRUNK_ZERO.some((country) => existsIn(country, number));
}

function existsInNorthAmerica(digits: string): boolean {
  const number = digits.length === 11 && digits.startsWith('1') ? digits.slice(1) : digits;
  return existsIn('US', number) || existsIn('CA', number);
}
