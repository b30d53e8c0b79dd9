import fc from 'fast-check';
import t from 'tap';
import { strongerMask } from '../../../gateway/redaction/methods/stronger.ts';
import type { Mask } from '../../../gateway/types.ts';
import { json, mask, refusalOf, replace, TEXT, text, token } from './helpers.ts';

const SCOPE = fc.constantFrom({}, { scope: 'a' }, { scope: 'b' });
const KEEP = fc.nat({ max: 4 });
const PATH = fc.constantFrom('$.a', '$.b');

const MASK: fc.Arbitrary<Mask> = fc
  .tuple(
    PATH,
    fc.oneof(
      fc.constantFrom<Mask>(mask('remove'), mask('null'), mask('redact'), mask('encrypt')),
      fc.constantFrom('', 'a', 'a!', 'b').map((each) => mask('redact', { text: each })),
      SCOPE.map((scope) => mask('hash', scope)),
      SCOPE.map((scope) => mask('pseudonym', scope)),
      SCOPE.map((scope) => mask('pseudonym', { ...scope, preserve: 'email' })),
      SCOPE.map((scope) => mask('pseudonym', { ...scope, preserve: 'digits' })),
      fc.constantFrom('year', 'month').map((to) => mask('generalise', { to })),
      fc.integer({ min: 1, max: 30 }).map((step) => mask('generalise', { to: 'range', step })),
      fc
        .tuple(KEEP, KEEP, fc.boolean())
        .map(([keep_first, keep_last, keep_domain]) =>
          mask('partial', { keep_first, keep_last, ...(keep_domain && { keep_domain }) }),
        ),
    ),
  )
  .map(([path, each]) => Object.assign({}, each, { path }));

void t.test('the order and the grouping of masks do not matter', async (t) => {
  fc.assert(
    fc.property(MASK, MASK, MASK, (a, b, c) => {
      t.strictSame(strongerMask(a, b), strongerMask(b, a));
      t.strictSame(strongerMask(strongerMask(a, b), c), strongerMask(a, strongerMask(b, c)));
      t.strictSame(spellOut(strongerMask(a, a)), spellOut(a));
    }),
    { numRuns: 1000 },
  );
});

void t.test('the order of the methods', async (t) => {
  const order = [
    mask('remove'),
    mask('null'),
    mask('redact'),
    mask('encrypt'),
    mask('hash'),
    mask('pseudonym'),
    mask('pseudonym', { preserve: 'email' }),
    mask('pseudonym', { preserve: 'digits' }),
    mask('generalise', { to: 'year' }),
    mask('generalise', { to: 'month' }),
    mask('generalise', { to: 'range', step: 20 }),
    mask('generalise', { to: 'range', step: 10 }),
    mask('partial'),
  ];
  for (const [index, stronger] of order.entries()) {
    for (const weaker of order.slice(index + 1)) {
      t.equal(strongerMask(weaker, stronger), stronger, `${stronger.with} over ${weaker.with}`);
    }
  }
});

void t.test('of two alike, the text or scope that sorts last, and any before none', async (t) => {
  for (const [method, option] of [
    ['redact', 'text'],
    ['hash', 'scope'],
    ['pseudonym', 'scope'],
  ] as const) {
    const order = [
      mask(method),
      ...['', 'a', 'a!', 'a"', 'b'].map((each) => mask(method, { [option]: each })),
    ];
    for (const [index, earlier] of order.entries()) {
      for (const later of order.slice(index + 1)) {
        t.equal(strongerMask(earlier, later), later);
        t.equal(strongerMask(later, earlier), later);
      }
    }
  }
});

void t.test('of two that keep a part, only what both keep', async (t) => {
  const keep = fc.nat({ max: 6 });
  fc.assert(
    fc.property(TEXT, keep, keep, keep, keep, (value, f1, l1, f2, l2) => {
      const one = mask('partial', { keep_first: f1, keep_last: l1 });
      const other = mask('partial', { keep_first: f2, keep_last: l2 });
      const expected = mask('partial', {
        keep_first: Math.min(f1, f2),
        keep_last: Math.min(l1, l2),
      });
      t.equal(token(text(value), strongerMask(one, other)), token(text(value), expected));
    }),
  );
  const domain = mask('partial', { keep_first: 3, keep_domain: true });
  const alike = strongerMask(domain, mask('partial', { keep_first: 1, keep_domain: true }));
  t.equal(token(text('alice@example.com'), alike), 'a***@example.com');
  const unlike = strongerMask(domain, mask('partial', { keep_first: 3, keep_last: 3 }));
  t.equal(token(text('alice@example.com'), unlike), '***');
});

void t.test('the mask that applies decides what it cannot be applied to', async (t) => {
  const stronger = strongerMask(mask('partial'), mask('generalise', { to: 'year' }));
  t.match(
    refusalOf(() => replace(json('"a"'), stronger)),
    /not an RFC 3339 date/,
  );
});

/** A mask with what it keeps spelled out. */
function spellOut(each: Mask): Mask {
  if (each.with !== 'partial') return each;
  return { keep_first: 0, keep_last: 0, keep_domain: false, ...each };
}
