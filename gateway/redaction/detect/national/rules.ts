/** How national ids are written, and which of them need a word before them to be told from other numbers. */
import * as dated from './dated.ts';
import * as lettered from './lettered.ts';
import * as modulo from './modulo.ts';

/** An id of digits. */
export interface DigitRule {
  /** How it is written: lengths of its groups and what stands between, as `readGroups` tells them. */
  layouts: readonly string[];
  /** How it is written only where one of `words` stands before it. */
  announced: readonly string[];
  words: readonly string[];
  holds: (digits: string) => boolean;
}

const GENERAL = ['national id', 'id number', 'tax id', 'identity number', 'ssn'];

/**
 * Checksums of one digit let a tenth of all numbers pass. So ids are found without a word only where
 * the checksum, a date and the way of writing together leave few numbers that are none.
 */
const ALL_RULES: readonly DigitRule[] = [
  rule(dated.isPesel, ['11'], [], ['pesel']),
  rule(dated.isRijksregisternummer, ['11', '2.2.2-3.2', '6-3-2', '6 3 2', '2.2.2 3.2'], [], []),
  rule(dated.isIsikukood, ['11'], [], []),
  rule(dated.isAmka, ['11'], [], []),
  rule(dated.isCnp, ['13'], [], []),
  rule(modulo.isNir, ['15', '13 2', '1 2 2 2 3 3 2', '1-2-2-2-3-3-2'], [], []),
  rule(
    dated.isPersonnummer,
    ['6-4', '6+4', '8-4'],
    ['10', '12'],
    ['personnummer', 'personnr', 'pnr', 'samordningsnummer'],
  ),
  rule(dated.isRodneCislo, ['6/4'], ['10'], ['rodné číslo', 'rodne cislo', 'r.č', 'rč', 'rc']),
  rule(
    modulo.isSteuerId,
    ['2 3 3 3'],
    ['11'],
    [
      'steuer-id',
      'steuerid',
      'steuer-identifikationsnummer',
      'steueridentifikationsnummer',
      'identifikationsnummer',
      'idnr',
      'steuernummer',
    ],
  ),
  rule(
    modulo.isBsn,
    [],
    ['9', '4.2.3', '4 2 3', '3 3 3'],
    ['bsn', 'burgerservicenummer', 'sofinummer'],
  ),
  rule(modulo.isNif, [], ['9', '3 3 3'], ['nif', 'contribuinte', 'número fiscal', 'nº fiscal']),
  rule(modulo.isOib, [], ['11'], ['oib', 'osobni identifikacijski broj']),
  rule(
    modulo.isSvnr,
    [],
    ['10', '4 6', '4-6'],
    ['svnr', 'sv-nr', 'sv-nummer', 'sozialversicherungsnummer', 'versicherungsnummer'],
  ),
  rule(dated.isEgn, [], ['10'], ['egn', 'егн']),
  rule(dated.isCpr, [], ['6-4', '10', '6 4'], ['cpr', 'cpr-nr', 'cpr-nummer', 'personnummer']),
];

/** The rules for each way of writing. */
export const DIGIT_RULES: ReadonlyMap<string, readonly DigitRule[]> = byLayout();

/** An id with letters: an expression of bounded length, and what else must hold of its capitals and digits. */
export interface LetteredRule {
  expression: RegExp;
  holds: (id: string) => boolean;
}

/** Longest text that an expression below takes. */
export const LONGEST_LETTERED = 24;

/** Ids that begin with a digit. */
export const DIGIT_FIRST: readonly LetteredRule[] = [
  { expression: /(?:\d{8}|\d\d\.\d{3}\.\d{3})[- ]?[a-z]/iy, holds: lettered.isDni },
  { expression: /\d{6}[-+A-FU-Y]\d{3}[0-9a-y]/iy, holds: lettered.isHetu },
  { expression: /\d{7}[a-w][a-iw]?/iy, holds: lettered.isPps },
];

/** Ids that begin with a letter. */
export const LETTER_FIRST: readonly LetteredRule[] = [
  { expression: /[xyz][- ]?\d{7}[- ]?[a-z]/iy, holds: lettered.isDni },
  {
    expression:
      /[a-z]{6}[\dlmnp-v]{2}[a-ehlmprst][\dlmnp-v]{2}[a-z][\dlmnp-v]{3}[a-z]|[a-z]{3} [a-z]{3} [\dlmnp-v]{2}[a-ehlmprst][\dlmnp-v]{2} [a-z][\dlmnp-v]{3}[a-z]/iy,
    holds: lettered.isCodiceFiscale,
  },
];

function byLayout(): Map<string, DigitRule[]> {
  const rules = new Map<string, DigitRule[]>();
  for (const rule of ALL_RULES) {
    for (const layout of [...rule.layouts, ...rule.announced]) {
      rules.set(layout, [...(rules.get(layout) ?? []), rule]);
    }
  }
  return rules;
}

function rule(
  holds: DigitRule['holds'],
  layouts: readonly string[],
  announced: readonly string[],
  words: readonly string[],
): DigitRule {
  return { layouts, announced, words: [...words, ...GENERAL], holds };
}
