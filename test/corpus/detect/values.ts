/**
 * Values of each kind with right checksums, and values that look like them. The checksums are worked
 * out here anew, not by the code under test.
 */
import type { Random } from './random.ts';

/** The letters a to z. */
export const LOWER = 'abcdefghijklmnopqrstuvwxyz';
const UPPER = LOWER.toUpperCase();
const ALNUM = `${LOWER}${UPPER}0123456789`;

/** Two digits. */
export const two = (value: number): string => String(value).padStart(2, '0');
/** A day that each month has. */
export const day = (random: Random): string => two(1 + random.below(28));
/** A month. */
export const month = (random: Random): string => two(1 + random.below(12));

/** An address of an invented person. */
export function email(random: Random): string {
  const name = random.pick([
    'ada',
    'jan',
    'marie-claire',
    'o.nowak',
    'lopez_g',
    'g+news',
    'x1',
    'li',
  ]);
  const host = random.pick([
    'example.org',
    'mail.example.co.uk',
    'bücher.example',
    'a-b.example.de',
  ]);
  return `${name}${random.pick(['', '.', '']) === '.' ? `.${random.text(5, LOWER)}` : ''}@${host}`;
}

/** Numbers of ranges that exist: mobile numbers, mostly. */
export function phone(random: Random): string {
  const d = (count: number): string => random.digits(count);
  const n = (from: number, count: number): string => String(from + random.below(count));
  return random.pick([
    () => `+49 15${n(11, 9)} ${d(7)}`,
    () => `+33 6 ${n(10, 20)} ${d(2)} ${d(2)} ${d(2)}`,
    () => `+44 7400 ${d(6)}`,
    () => `+1 202-555-01${d(2)}`,
    () => `+31 6 ${n(10, 40)}${d(6)}`,
    () => `+34 61${n(0, 10)} ${d(3)} ${d(3)}`,
    () => `+39 347 ${d(7)}`,
    () => `+48 512 ${d(3)} ${d(3)}`,
    () => `0151 ${n(11, 9)}${d(6)}`,
    () => `06 ${n(10, 20)} ${d(2)} ${d(2)} ${d(2)}`,
    () => `(202) 555-01${d(2)}`,
    () => `07400 ${d(6)}`,
    () => `06-${n(10, 40)}${d(6)}`,
    () => `0043 664 ${n(1, 8)}${d(6)}`,
    () => `+32 470 ${d(2)} ${d(2)} ${d(2)}`,
  ])();
}

/** An IBAN of one of several countries, in one piece or in groups. */
export function iban(random: Random): string {
  const [country, bban] = random.pick([
    ['DE', random.digits(18)],
    ['NL', `ABNA${random.digits(10)}`],
    ['FR', random.digits(23)],
    ['GB', `NWBK${random.digits(14)}`],
    ['ES', random.digits(20)],
    ['PL', random.digits(24)],
    ['BE', random.digits(12)],
  ] as const);
  const number = `${bban}${country}00`.replace(/[A-Z]/g, (letter) => String(parseInt(letter, 36)));
  const whole = `${country}${two(98 - Number(BigInt(number) % 97n))}${bban}`;
  return random.below(2) === 0 ? whole : whole.replace(/(.{4})(?=.)/g, '$1 ');
}

/** Check digit of Luhn: the digit that makes the sum end in 0. */
export function luhnDigit(digits: string): string {
  const sum = digits
    .split('')
    .toReversed()
    .reduce((sum, digit, index) => {
      const value = Number(digit) * (index % 2 === 0 ? 2 : 1);
      return sum + (value % 10) + Math.floor(value / 10);
    }, 0);
  return String((10 - (sum % 10)) % 10);
}

/** A number of a payment card, in one piece or in groups. */
export function card(random: Random): string {
  const body = random.pick([
    () => `4${random.digits(14)}`,
    () => `5${1 + random.below(5)}${random.digits(13)}`,
    () => `37${random.digits(12)}`,
    () => `6011${random.digits(11)}`,
    () => `3530${random.digits(11)}`,
  ])();
  const whole = body + luhnDigit(body);
  if (random.below(2) === 0) return whole;
  const mark = random.pick([' ', '-']);
  return whole.length === 15
    ? [whole.slice(0, 4), whole.slice(4, 10), whole.slice(10)].join(mark)
    : whole.replace(/(.{4})(?=.)/g, `$1${mark}`);
}

const weighed = (digits: string, weights: number[]): number =>
  weights.reduce((sum, weight, index) => sum + weight * Number(digits[index]), 0);

/** Ids of nine countries, as they are found without a word before them. */
export const NATIONAL_IDS: Record<string, (random: Random) => string> = {
  PL(random) {
    const body = two(random.below(100)) + month(random) + day(random) + random.digits(4);
    return body + String((10 - (weighed(body, [1, 3, 7, 9, 1, 3, 7, 9, 1, 3]) % 10)) % 10);
  },
  ES(random) {
    const number = random.digits(8);
    return number + 'TRWAGMYFPDXBNJZSQVHLCKE'[Number(number) % 23]!;
  },
  FR(random) {
    const body = `${1 + random.below(2)}${random.digits(2)}${month(random)}75${random.digits(6)}`;
    const key = two(97 - Number(BigInt(body) % 97n));
    const groups = [1, 2, 2, 2, 3, 3];
    let at = 0;
    return [...groups.map((size) => body.slice(at, (at += size))), key].join(' ');
  },
  BE(random) {
    const date = [two(random.below(100)), month(random), day(random)];
    const order = random.digits(3);
    return `${date.join('.')}-${order}.${two(97 - (Number(date.join('') + order) % 97))}`;
  },
  SE(random) {
    const body = two(random.below(100)) + month(random) + day(random) + random.digits(3);
    return `${body.slice(0, 6)}-${body.slice(6)}${luhnDigit(body)}`;
  },
  FI(random) {
    const date = day(random) + month(random) + two(random.below(100));
    const order = random.digits(3);
    return `${date}-${order}${'0123456789ABCDEFHJKLMNPRSTUVWXY'[Number(date + order) % 31]!}`;
  },
  CZ(random) {
    const body = two(random.below(100)) + month(random) + day(random) + random.digits(3);
    return `${body.slice(0, 6)}/${body.slice(6)}${(Number(body) % 11) % 10}`;
  },
  RO(random) {
    const body = `1${two(random.below(100))}${month(random)}${day(random)}${two(1 + random.below(46))}${random.digits(3)}`;
    const rest = weighed(body, [2, 7, 9, 1, 4, 6, 3, 5, 8, 2, 7, 9]) % 11;
    return body + (rest === 10 ? '1' : String(rest));
  },
  IE(random) {
    const number = random.digits(7);
    return number + 'WABCDEFGHIJKLMNOPQRSTUV'[weighed(number, [8, 7, 6, 5, 4, 3, 2]) % 23]!;
  },
};

/** A national id of some country. */
export function nationalId(random: Random): string {
  return random.pick(Object.values(NATIONAL_IDS))(random);
}

/** An IPv4 or IPv6 address. */
export function ip(random: Random): string {
  const octet = (): string => String(random.below(256));
  const group = (): string => (0x1000 + random.below(0xefff)).toString(16);
  return random.pick([
    () => [1 + random.below(223), octet(), octet(), octet()].join('.'),
    () => `2001:db8:${group()}::${group()}`,
    () => `fd00:${Array.from({ length: 7 }, group).join(':')}`,
    () => `::ffff:192.0.2.${octet()}`,
  ])();
}

/** A JSON Web Token; its signature is no signature. */
export function jwt(random: Random): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ alg: 'ES256' })}.${part({ sub: random.text(6, LOWER) })}.${random.text(43, ALNUM)}`;
}

/** A secret of a known format. Parts are joined here so that no scanner takes this file for a leak. */
export function secret(random: Random): string {
  return random.pick([
    () => ['AK', 'IA', random.text(16, UPPER)].join(''),
    () => ['gh', 'p_', random.text(36, ALNUM)].join(''),
    () => ['xox', 'b-', random.digits(11), '-', random.text(24, ALNUM)].join(''),
    () => ['sk_', 'live_', random.text(24, ALNUM)].join(''),
    () => ['sk-', 'ant-', 'api03-', random.text(40, ALNUM)].join(''),
    () => ['npm', '_', random.text(36, ALNUM)].join(''),
    () => ['glp', 'at-', random.text(20, ALNUM)].join(''),
  ])();
}

/** A date of the last century or this. */
export function date(random: Random): string {
  const year = 1930 + random.below(85);
  const [d, m] = [1 + random.below(28), 1 + random.below(12)];
  return random.pick([
    `${two(d)}.${two(m)}.${year}`,
    `${two(d)}/${two(m)}/${year}`,
    `${year}-${two(m)}-${two(d)}`,
  ]);
}
