/** Makes up the customers. Customer 17 is the same at every run, however many there are. */
import { COUNTRIES, type Country } from './countries.ts';
import { ACCOUNT_COUNTRIES, drawIban, spaceIban } from './iban.ts';
import { NAMES } from './names.ts';
import { type Facts, fillPhrase, NOTES, writeDate } from './phrases.ts';
import { createRandom, type Random } from './random.ts';

/** A customer, as the table holds it. Times are ISO 8601 in UTC, `birth_date` is a date. */
export interface Customer {
  id: number;
  /** Beyond 2^53 and odd, so that no double holds it: who parses it as one changes it. */
  reference: bigint;
  name: string;
  email: string;
  phone: string;
  iban: string;
  birth_date: string;
  country: string;
  created_at: string;
  notes: string;
}

/** A customer with what its tickets are made up from. */
export interface MadeCustomer {
  customer: Customer;
  country: Country;
  facts: Facts;
}

const FIRST_REFERENCE = 2n ** 53n + 1n;
/** Names that RFC 2606 keeps from being registered. */
const DOMAINS = ['example.com', 'example.org', 'example.net', 'post.test', 'mail.test'];

/** The first `count` customers, with ids from 1. Their e-mail addresses differ. */
export function makeCustomers(count: number): MadeCustomer[] {
  const emails = new Set<string>();
  return Array.from({ length: count }, (_, index) => makeCustomer(index + 1, emails));
}

function makeCustomer(id: number, emails: Set<string>): MadeCustomer {
  const random = createRandom(id);
  const country = random.pick(COUNTRIES);
  const name = drawName(random, country);
  const email = drawEmail(random, name, emails);
  const subscriber = random.digits(random.pick(country.phones));
  const phone = country.callingCode + subscriber;
  const iban = drawIban(random, random.chance(12) ? random.pick(ACCOUNT_COUNTRIES) : country.code);
  const birth = drawDate(random, 1938, 2006);
  const facts: Facts = {
    name,
    email,
    phone,
    national: `0${subscriber}`,
    birth: writeDate(birth, country.language),
    iban: spaceIban(iban),
    neighbour: drawName(random, country),
  };
  const customer: Customer = {
    id,
    reference: FIRST_REFERENCE + 2n * BigInt(id - 1),
    name,
    email,
    phone,
    iban,
    birth_date: birth,
    country: country.code,
    created_at: drawTime(random, 2018, 2024),
    notes: drawNotes(random, country, facts),
  };
  return { customer, country, facts };
}

function drawName(random: Random, country: Country): string {
  const names = NAMES[random.pick(country.names)];
  return `${random.pick(names.given)} ${random.pick(names.family)}`;
}

function drawEmail(random: Random, name: string, taken: Set<string>): string {
  const domain = random.pick(DOMAINS);
  const local = spellPlainly(name);
  let email = `${local}@${domain}`;
  for (let copy = 2; taken.has(email); copy += 1) email = `${local}${copy}@${domain}`;
  taken.add(email);
  return email;
}

/** `Jürgen Ó Dálaigh` as `jurgen.odalaigh`: what a mailbox of any provider may be called. */
function spellPlainly(name: string): string {
  const [given = '', ...family] = name
    .toLowerCase()
    .replaceAll('ß', 'ss')
    .replaceAll('ł', 'l')
    .replaceAll('ı', 'i')
    .normalize('NFD')
    .replaceAll(/[^a-z ]/g, '')
    .split(' ');
  return `${given}.${family.join('')}`;
}

function drawNotes(random: Random, country: Country, facts: Facts): string {
  const phrases = NOTES[country.language];
  const start = random.integer(0, phrases.length - 1);
  // The last phrase of a language tells nothing of the person, so a note has at least two.
  const chosen = Array.from({ length: random.integer(2, 4) }, (_, index) =>
    fillPhrase(phrases[(start + index) % phrases.length] ?? '', facts),
  );
  return chosen.join(' ');
}

function drawDate(random: Random, firstYear: number, lastYear: number): string {
  const pad = (value: number) => String(value).padStart(2, '0');
  // No day after the 28th, so that every date exists.
  return `${random.integer(firstYear, lastYear)}-${pad(random.integer(1, 12))}-${pad(random.integer(1, 28))}`;
}

/** A moment of the years, both included, to the second. */
export function drawTime(random: Random, firstYear: number, lastYear: number): string {
  const seconds = random.integer(0, 86_399);
  const time = new Date(seconds * 1000).toISOString().slice(11, 19);
  return `${drawDate(random, firstYear, lastYear)}T${time}Z`;
}
