/**
 * Which phone numbers exist, by libphonenumber's numbering plans (ITU-T E.164 and the national plans).
 *
 * The library's own parser takes 10 µs and more for each try, and a hostile text can be nothing but
 * tries. So its patterns are asked directly, one expression for each country: well below 1 µs.
 */
import {
  type CountryCode,
  getCountries,
  getCountryCallingCode,
  Metadata,
} from 'libphonenumber-js/max';

/** What the library's plans have at run time and its types do not tell; a test holds it to this. */
interface Plan {
  nationalNumberPattern(): string;
  type(name: string): { pattern(): string } | undefined;
}

const TYPES = [
  'FIXED_LINE',
  'MOBILE',
  'PREMIUM_RATE',
  'TOLL_FREE',
  'PERSONAL_NUMBER',
  'VOICEMAIL',
  'UAN',
  'PAGER',
  'VOIP',
  'SHARED_COST',
];

/** Countries of each calling code. */
const COUNTRIES: ReadonlyMap<string, CountryCode[]> = Map.groupBy(getCountries(), (country) =>
  getCountryCallingCode(country),
);
const expressions = new Map<CountryCode, RegExp>();

/** Whether a national significant number (no trunk prefix) exists in a country. */
export function existsIn(country: CountryCode, number: string): boolean {
  let expression = expressions.get(country);
  if (expression === undefined) {
    expression = readPlan(country);
    expressions.set(country, expression);
  }
  return expression.test(number);
}

/** Whether the digits of an international number, calling code first, are a number. */
export function existsAnywhere(digits: string): boolean {
  for (const length of [1, 2, 3]) {
    const countries = COUNTRIES.get(digits.slice(0, length));
    if (countries === undefined) continue;
    const number = digits.slice(length);
    // `+49 (0)30 …`: a trunk prefix that does not belong there, but is often written.
    const bare = number.startsWith('0') ? number.slice(1) : number;
    return countries.some((country) => existsIn(country, number) || existsIn(country, bare));
  }
  return false;
}

function readPlan(country: CountryCode): RegExp {
  const metadata = new Metadata();
  metadata.selectNumberingPlan(country);
  const plan = metadata.numberingPlan as unknown as Plan;
  const patterns = TYPES.flatMap((type) => plan.type(type)?.pattern() ?? []);
  const all = patterns.length > 0 ? patterns : [plan.nationalNumberPattern()];
  // The patterns have no repetition without a bound, and numbers at most 17 digits.
  return new RegExp(`^(?:${all.join('|')})$`);
}
