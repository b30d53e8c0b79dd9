/** What the reader of elements takes, for generated documents and for any text. */
import fc from 'fast-check';
import t from 'tap';
import { findElementFault } from '../../gateway/sign-in/check-elements.ts';

const name = fc.stringMatching(/^[a-z][a-z0-9]{0,5}(:[a-z]{1,4})?$/);
const text = fc.stringMatching(/^[^<]{0,8}$/);
const element = fc.letrec<{ node: string }>((tie) => ({
  node: fc
    .tuple(name, text, fc.array(tie('node'), { maxLength: 3 }), fc.boolean())
    .map(([tag, value, inside, isEmpty]) => {
      const start = `<${tag} a="${value.replaceAll('"', '')}"`;
      return isEmpty ? `${start}/>` : `${start}>${inside.join(value)}</${tag}>`;
    }),
})).node;

t.test('well-formed elements are taken, and none when a tag is lost', (t) => {
  fc.assert(fc.property(element, (xml) => findElementFault(xml) === undefined));
  fc.assert(fc.property(element, (xml) => findElementFault(`<x>${xml}`) !== undefined));
  fc.assert(fc.property(element, (xml) => findElementFault(`${xml}</x>`) !== undefined));
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (any) => {
      const fault = findElementFault(any);
      return fault === undefined || typeof fault === 'string';
    }),
  );
  t.equal(findElementFault('<a>'.repeat(33) + '</a>'.repeat(33)), 'it is nested deeper than 32');
  t.equal(findElementFault('<a b=">"/>'), undefined);
  t.equal(findElementFault('<a></b>'), 'its elements are not nested');
  t.equal(findElementFault(''), 'it is not XML');
  t.end();
});
