import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { query, type JSONValue } from 'json-p3';
import t from 'tap';
import { compileMask } from '../../gateway/redaction/compile-mask.ts';
import { DOCUMENT, PATH } from './arbitrary.ts';
import { documentOf, mask, maskText, nodeAt } from './helpers.ts';

type Location = (string | number)[];

/** Each place once, outer places before those within. */
function locate(path: string, value: JSONValue): Location[] {
  const found = query(path, value).locations();
  const places = new Map(found.map((location) => [JSON.stringify(location), location]));
  return [...places.values()].toSorted((one, other) => one.length - other.length);
}

/** Masks a parsed document with nothing of Regent's own. */
function maskParsed(root: unknown, locations: Location[], method: 'null' | 'remove'): unknown {
  const masked: Location[] = [];
  for (const location of locations) {
    const isWithin = masked.some((outer) => outer.every((step, at) => step === location[at]));
    if (!isWithin) masked.push(location);
  }
  const holder = { root };
  const places = masked.map((location) => {
    const steps = ['root', ...location];
    const parent = steps
      .slice(0, -1)
      .reduce<unknown>((at, step) => (at as Record<string, unknown>)[step], holder);
    return { parent: parent as object, last: steps.at(-1)! };
  });
  // The last element of an array first, so that the others keep their index.
  const indexOf = ({ last }: { last: string | number }): number =>
    typeof last === 'number' ? last : -1;
  for (const { parent, last } of places.toSorted((one, other) => indexOf(other) - indexOf(one))) {
    if (method === 'null') {
      const member = { value: null, enumerable: true, configurable: true, writable: true };
      Object.defineProperty(parent, last, member);
    } else if (Array.isArray(parent)) parent.splice(Number(last), 1);
    else Reflect.deleteProperty(parent, last);
  }
  return holder.root;
}

let selected = 0;

void t.test('a path selects what json-p3 selects', async (t) => {
  const property = fc.property(DOCUMENT, PATH, (text, path) => {
    const document = documentOf(text);
    const expected = locate(path, JSON.parse(text) as JSONValue);
    selected += expected.length;
    const nodes = new Set(expected.map((location) => nodeAt(document.root, location)));
    assert.equal(compileMask(mask(path)).find(document).symmetricDifference(nodes).size, 0);
  });
  fc.assert(property, { numRuns: 4000 });
  t.ok(selected > 1500, `${selected} values were selected`);
});

void t.test('the masked text is the masked document', async () => {
  const methods = fc.constantFrom('null' as const, 'remove' as const);
  const property = fc.property(DOCUMENT, PATH, methods, (text, path, method) => {
    const value = JSON.parse(text) as JSONValue;
    const expected = maskParsed(value, locate(path, value), method);
    const masked = JSON.parse(maskText(text, [mask(path, { with: method })])) as unknown;
    assert.equal(JSON.stringify(masked), JSON.stringify(expected));
  });
  fc.assert(property, { numRuns: 2000 });
});
