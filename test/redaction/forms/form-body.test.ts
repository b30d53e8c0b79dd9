import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import t from 'tap';
import { maskForm } from '../../../gateway/redaction/forms/form-body.ts';
import { CUTS, mask, options, outcomeOf, run, TEXT } from './helpers.ts';

const BODY = 'a=%41+b&email=ada%40example.org&x&%65mail=b&=1&&c=%7e';

void t.test('pairs of a name are masked, and others keep their encoding', async (t) => {
  t.equal(
    run(maskForm(options([mask('$.email')])), BODY),
    'a=%41+b&email=%5Bredacted%5D&x&%65mail=%5Bredacted%5D&=1&&c=%7e',
  );
  t.equal(
    run(maskForm(options([mask("$['email']", { with: 'partial', keep_first: 1 })])), BODY),
    'a=%41+b&email=a***&x&%65mail=***&=1&&c=%7e',
  );
  t.equal(
    run(maskForm(options([mask('$..email', { with: 'null' })])), BODY),
    'a=%41+b&email=&x&%65mail=&=1&&c=%7e',
  );
  t.equal(
    run(maskForm(options([mask('$[*]', { text: 'ä &' })])), 'x&y=1'),
    'x=%C3%A4+%26&y=%C3%A4+%26',
  );
});

void t.test('a removed pair takes an ampersand along', async (t) => {
  const remove = (name: string): string =>
    run(maskForm(options([mask(`$.${name}`, { with: 'remove' })])), 'a=1&b=2&a=3&c=4&');
  t.equal(remove('a'), 'b=2&c=4&');
  t.equal(remove('b'), 'a=1&a=3&c=4&');
  t.equal(remove('c'), 'a=1&b=2&a=3&');
  t.equal(run(maskForm(options([mask('$[*]', { with: 'remove' })])), 'a=1&b=2'), '');
});

void t.test('a pair leaves with its ampersand', async (t) => {
  const masker = maskForm(options([mask('$.a')]));
  t.equal(masker.write(Buffer.from('a=1')).toString(), '');
  t.equal(masker.write(Buffer.from('&b')).toString(), 'a=%5Bredacted%5D');
  t.equal(masker.end().toString(), '&b');
});

void t.test('what is no text is refused', async (t) => {
  const whole = (): ReturnType<typeof maskForm> => maskForm(options([mask('$')]));
  t.equal(outcomeOf(whole, 'a=1'), 'unmaskable-response');
});

void t.test('a reader sees each value of the name masked, and the same otherwise', async () => {
  const pairs = fc.array(fc.tuple(fc.constantFrom('a', 'é&', ''), TEXT), { maxLength: 5 });
  const property = fc.property(pairs, CUTS, (pairs, cuts) => {
    const body = new URLSearchParams(pairs).toString();
    const masker = (): ReturnType<typeof maskForm> => maskForm(options([mask('$.a')]));
    const left = run(masker(), body, cuts);
    const expected = pairs.map(([name, value]) => [name, name === 'a' ? '[redacted]' : value]);
    assert.deepEqual([...new URLSearchParams(left)], expected);
    if (pairs.every(([name]) => name !== 'a')) assert.equal(left, body);
  });
  fc.assert(property, { numRuns: 1000 });
});

void t.test('any bytes in any chunking give what they give whole', async () => {
  const byte = fc.constantFrom('a', '=', '&', '%', '4', '1', '+', ';', 'é', ' ', '\n');
  const property = fc.property(fc.string({ unit: byte }), CUTS, (body, cuts) => {
    const masker = (): ReturnType<typeof maskForm> => maskForm(options([mask('$.a')]));
    assert.equal(outcomeOf(masker, body, cuts), outcomeOf(masker, body));
  });
  fc.assert(property, { numRuns: 1000 });
});
