/**
 * One token in two places: who may read scope `ab` writes there what joins to scope `a`, or finds a
 * hash among the pseudonyms. The parts of what is signed must not run into one another.
 */
import fc from 'fast-check';
import t from 'tap';
import { createReplace } from '../../gateway/redaction/methods/replace.ts';
import type { Mask } from '../../gateway/types.ts';
import { KEYS, mask, text } from '../redaction/methods/helpers.ts';

const write = createReplace(KEYS);

/** The part of a token that is made by the key. */
function bodyOf(value: string, method: Mask): string {
  const token = JSON.parse(write(text(value), method)) as string;
  return token.replace(/^(?:psn|hsh)_k1_/, '').replace(/@.*/, '');
}

void t.test('scope and value do not run into one another', async (t) => {
  for (const method of ['hash', 'pseudonym'] as const) {
    const pairs = [
      ['a', 'bc'],
      ['ab', 'c'],
      ['abc', ''],
      [undefined, 'abc'],
      ['a"', ',"bc'],
      ['a\u0000', 'bc'],
      ['a', '\u0000bc'],
      ['\ud800', 'abc'],
      ['\udfff', 'abc'],
      ['\ufffd', 'abc'],
    ] as const;
    const bodies = pairs.map(([scope, value]) =>
      bodyOf(value, mask(method, scope ? { scope } : {})),
    );
    t.equal(new Set(bodies).size, pairs.length);
  }
});

void t.test('the longest scope, whatever it is made of', async (t) => {
  for (const unit of ['\u0000', '\ud800', 'é', '😀', '"']) {
    const scope = unit.repeat(100 / unit.length);
    t.ok(bodyOf('a', mask('hash', { scope })));
    t.ok(bodyOf('1234567', mask('pseudonym', { scope, preserve: 'digits' })));
  }
});

void t.test('two scopes of a hundred random characters never share a token', async (t) => {
  const scope = fc.string({ unit: 'binary', minLength: 1, maxLength: 50 });
  fc.assert(
    fc.property(scope, scope, fc.string(), (one, other, value) => {
      const same = one === other;
      const [a, b] = [one, other].map((each) => bodyOf(value, mask('hash', { scope: each })));
      t.equal(a === b, same);
    }),
  );
});

void t.test('no method has the tokens of another, whatever the scope', async (t) => {
  const uses = ['hash', 'pseudonym', 'email', 'digits', 'encrypt'];
  const methods = [undefined, ...uses].flatMap((scope) => {
    const more = scope === undefined ? {} : { scope };
    return [
      mask('hash', more),
      mask('pseudonym', more),
      mask('pseudonym', { ...more, preserve: 'email' }),
    ];
  });
  // Ten bytes of each in hex, as addresses have theirs in hex.
  const bodies = methods.map((method) => {
    const body = bodyOf('a@b.c', method);
    const hex = method.preserve ? body : Buffer.from(body, 'base64url').toString('hex');
    return hex.slice(0, 20);
  });
  t.equal(new Set(bodies).size, methods.length);
});
