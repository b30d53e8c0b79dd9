import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import t from 'tap';
import { JSON_TEXT, MISLEADING_NAME, MUTATED_JSON } from './arbitrary.ts';
import { faultOf, valueOf } from './helpers.ts';

const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const STRINGS = /"(?:[^"\\]|\\.)*"/g;

/** What the platform makes of the bytes; undefined where it refuses them. */
function parse(bytes: Uint8Array): { text: string; value: unknown } | undefined {
  try {
    const text = strictUtf8.decode(bytes);
    return { text, value: JSON.parse(text) };
  } catch {
    return undefined;
  }
}

function countMembers(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  const own = Array.isArray(value) ? 0 : Object.keys(value).length;
  return Object.values(value).reduce<number>((sum, inner) => sum + countMembers(inner), own);
}

/** Which of Regent's own refusals a text that JSON.parse takes must meet. */
function refusalsOf(text: string, value: unknown): string[] {
  const refusals: string[] = [];
  const written = text.replaceAll(STRINGS, '').split(':').length - 1;
  // JSON.parse keeps the last of several members of one name.
  if (written !== countMembers(value)) refusals.push('duplicate-key');
  const strings = (text.match(STRINGS) ?? []).map((string) => JSON.parse(string) as string);
  if (strings.some((string) => !string.isWellFormed())) refusals.push('lone-surrogate');
  return refusals;
}

/** The same down to the order of members, the sign of zero and the prototypes. */
function assertSame(actual: unknown, expected: unknown): void {
  if (typeof expected !== 'object' || expected === null) {
    assert.ok(Object.is(actual, expected));
    return;
  }
  assert.ok(typeof actual === 'object' && actual !== null);
  assert.equal(Object.getPrototypeOf(actual), Object.getPrototypeOf(expected));
  assert.deepEqual(Object.getOwnPropertyNames(actual), Object.getOwnPropertyNames(expected));
  const values = Object.values(actual);
  for (const [index, inner] of Object.values(expected).entries()) assertSame(values[index], inner);
}

let read = 0;

function assertAgreement(bytes: Uint8Array): void {
  if (MISLEADING_NAME.test(Buffer.from(bytes).toString())) return;
  const [code = ''] = faultOf(bytes).split('@');
  const parsed = parse(bytes);
  if (!parsed) {
    assert.notEqual(code, 'none');
    return;
  }
  const refusals = refusalsOf(parsed.text, parsed.value);
  if (refusals.length > 0) {
    assert.ok(refusals.includes(code), `${code} is one of ${refusals.join()}`);
  } else {
    assert.equal(code, 'none');
    assertSame(valueOf(bytes), parsed.value);
    read += 1;
  }
}

void t.test(
  'a well-formed text is read as JSON.parse does, or refused for a reason of our own',
  (t) => {
    fc.assert(
      fc.property(JSON_TEXT, (text) => assertAgreement(Buffer.from(text))),
      { numRuns: 3000 },
    );
    t.ok(read > 1000, `${read} texts were read`);
    t.end();
  },
);

void t.test('a damaged text is refused unless JSON.parse takes it too', (t) => {
  fc.assert(fc.property(MUTATED_JSON, assertAgreement), { numRuns: 10_000 });
  t.end();
});
