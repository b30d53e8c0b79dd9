import * as fc from 'fast-check';
import { JSON_TEXT } from '../json/arbitrary.ts';
import { faultOf } from '../json/helpers.ts';

/** JSON text that the reader takes, an object or array for the most part. */
export const DOCUMENT = fc
  .oneof(
    JSON_TEXT,
    { weight: 3, arbitrary: fc.array(JSON_TEXT, { minLength: 1, maxLength: 4 }).map(writeArray) },
    { weight: 4, arbitrary: fc.array(member(), { minLength: 1, maxLength: 4 }).map(writeObject) },
  )
  .filter((text) => faultOf(text) === 'none');

/** Objects within objects, so that paths of several steps find something. */
function member(): fc.Arbitrary<string> {
  return fc.oneof(
    JSON_TEXT,
    fc.array(JSON_TEXT, { minLength: 1, maxLength: 3 }).map(writeObject),
    fc.array(JSON_TEXT, { minLength: 1, maxLength: 3 }).map(writeArray),
  );
}

function writeArray(texts: string[]): string {
  return `[${texts.join(' , ')}]`;
}

function writeObject(texts: string[]): string {
  return `{${texts.map((text, index) => ` "${'abcd'[index]}" : ${text}`).join()}}`;
}

const NAME = fc.constantFrom(
  "'a'",
  '"b"',
  "'\\u0061'",
  "'__proto__'",
  "'0'",
  "''",
  "'constructor'",
);
const BOUND = fc.option(fc.integer({ min: -4, max: 4 }), { nil: '' });
const PLAIN = fc.oneof(
  { weight: 4, arbitrary: NAME },
  { weight: 3, arbitrary: fc.constant('*') },
  fc.integer({ min: -4, max: 4 }).map(String),
  fc.tuple(BOUND, BOUND, BOUND).map((bounds) => bounds.join(':')),
);
const FILTER = fc.constantFrom(
  '?@',
  '?@.a',
  "?!@['b']",
  '?@ > 1',
  '?@ == null',
  "?@.a == 'a' || @.b != @.a",
  '?length(@) >= 1 && count(@.*) < 3',
  '?value(@..a) == 1',
  '?@ == $[0]',
  '?@[?@ > 0]',
);

function segments(selector: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const segment = fc
    .tuple(fc.constantFrom('', '', '', '..'), fc.array(selector, { minLength: 1, maxLength: 2 }))
    .map(([dots, selectors]) => `${dots}[${selectors.join(', ')}]`);
  return fc.array(segment, { minLength: 1, maxLength: 4 }).map((all) => `$${all.join('')}`);
}

/** RFC 9535 paths without filters, so that what they select does not depend on masked values. */
export const STRUCTURAL_PATH = segments(PLAIN);

/** RFC 9535 paths with all that a mask may use. */
export const PATH = segments(fc.oneof({ weight: 4, arbitrary: PLAIN }, FILTER)).filter(
  (path) => path.split('@..').length <= 2,
);
