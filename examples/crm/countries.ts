/** Where customers live: five countries whose regulators reserve telephone numbers for fiction. */
import type { AccountCountry } from './iban.ts';
import type { NameLanguage } from './names.ts';
import type { PhraseLanguage } from './phrases.ts';

/** A country of the example, and what data of its people looks like. */
export interface Country {
  code: AccountCountry;
  /** Language of its notes and tickets. */
  language: PhraseLanguage;
  /** Languages of its people's names; one that stands more often is drawn more often. */
  names: readonly NameLanguage[];
  /** Country calling code with its `+`. */
  callingCode: string;
  /** What follows it; `#` is a digit. All of them lie in ranges that nobody is given. */
  phones: readonly string[];
}

/** The countries; one that has more customers stands more often. */
export const COUNTRIES: readonly Country[] = [
  ...repeat(3, {
    code: 'DE',
    language: 'de',
    names: ['german', 'german', 'german', 'turkish', 'polish'],
    callingCode: '+49',
    // Bundesnetzagentur, notice 148/2021
    phones: ['3023125###', '6990009###', '4066969###', '2214710###', '8999998###'],
  }),
  ...repeat(2, {
    code: 'FR',
    language: 'fr',
    names: ['french', 'french', 'french', 'spanish', 'turkish'],
    callingCode: '+33',
    // ARCEP, numbering plan: numbers for audio-visual works
    phones: ['19900####', '26191####', '35301####', '46571####', '53649####', '63998####'],
  }),
  ...repeat(2, {
    code: 'GB',
    language: 'en',
    names: ['english', 'english', 'english', 'polish', 'irish', 'spanish'],
    callingCode: '+44',
    // Ofcom, telephone numbers for drama use
    phones: ['7700900###', '2079460###', '1632960###'],
  }),
  ...repeat(1, {
    code: 'IE',
    language: 'en',
    names: ['irish', 'irish', 'english', 'polish'],
    callingCode: '+353',
    // ComReg, drama numbers 020 91X XXXX
    phones: ['2091#####'],
  }),
  ...repeat(1, {
    code: 'SE',
    language: 'sv',
    names: ['swedish', 'swedish', 'swedish', 'german', 'turkish'],
    callingCode: '+46',
    // PTS, numbers for films and books
    phones: ['8465004##', '3139006##', '4062804##'],
  }),
];

function repeat(times: number, country: Country): Country[] {
  return Array.from({ length: times }, () => country);
}
