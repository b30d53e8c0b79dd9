/** Texts that look like personal data and are none. */
import type { Random } from './random.ts';
import { date, day, LOWER, month, two } from './values.ts';

/** By what they are; a date is a date of birth only where a word says so. */
export const LOOKALIKES: Record<string, (random: Random) => string> = {
  version: (random) =>
    `v${random.below(20)}.${random.below(30)}.${random.below(99)}.${random.below(9)}`,
  'version in words': (random) =>
    `version ${random.below(9)}.${random.below(9)}.${random.below(9)}.1`,
  'order number': (random) => `ORD-${random.digits(9)}`,
  'plain number': (random) => random.digits(5 + random.below(9)),
  milliseconds: (random) => `17${random.digits(11)}`,
  seconds: (random) => `17${random.digits(8)}`,
  timestamp: (random) => `2026-${month(random)}-${day(random)}T12:${two(random.below(60))}:07.123Z`,
  uuid: (random) =>
    [8, 4, 4, 4, 12].map((count) => random.text(count, '0123456789abcdef')).join('-'),
  sha1: (random) => random.text(40, '0123456789abcdef'),
  sha256: (random) => `sha256:${random.text(64, '0123456789abcdef')}`,
  price: (random) => `EUR ${random.digits(1)}.${random.digits(3)}.${random.digits(3)},00`,
  'price in groups': (random) => `1 ${random.digits(3)} ${random.digits(3)} kr`,
  isbn: (random) => `978-3-${random.digits(2)}-${random.digits(6)}-${random.digits(1)}`,
  mac: (random) => Array.from({ length: 6 }, () => random.text(2, '0123456789abcdef')).join(':'),
  time: (random) => `${two(random.below(24))}:${two(random.below(60))}:${two(random.below(60))}`,
  'package at a version': (random) => `@scope/pkg@${random.below(9)}.${random.below(30)}.1`,
  'name in a program': (random) => `std::${random.text(4, 'abcdef')}::${random.text(5, LOWER)}`,
  decimal: (random) => `0.${random.digits(16)}`,
  date,
};
