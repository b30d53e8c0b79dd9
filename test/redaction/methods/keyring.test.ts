import t from 'tap';
import type { MaskKeys } from '../../../gateway/redaction/methods/keyring.ts';
import { createReplacers } from '../../../gateway/redaction/methods/replace.ts';
import { mask, refusalOf, text, token } from './helpers.ts';

const SECRET = 'one '.repeat(8);

void t.test('keys that are missing or bad are refused by their place', async (t) => {
  const cases: [MaskKeys['keys'], RegExp][] = [
    [() => [], /redaction\.keys is missing/],
    [() => [{ id: '', secret: SECRET }], /redaction\.keys has a bad key id/],
    [() => [{ id: 'K1', secret: SECRET }], /redaction\.keys has a bad key id/],
    [() => [{ id: 'a_b', secret: SECRET }], /redaction\.keys has a bad key id/],
    [() => [{ id: 'k'.repeat(17), secret: SECRET }], /redaction\.keys has a bad key id/],
    [
      () => [
        { id: 'k', secret: SECRET },
        { id: 'k', secret: SECRET },
      ],
      /has a key id twice/,
    ],
    [
      () => {
        throw new Error('/run/secrets/key: not there');
      },
      /^In the configuration of the gateway redaction\.keys cannot be read, and a mask needs it\.$/,
    ],
  ];
  for (const method of [
    mask('hash'),
    mask('pseudonym'),
    mask('pseudonym', { preserve: 'email' }),
    mask('pseudonym', { preserve: 'digits' }),
  ]) {
    for (const [keys, detail] of cases) {
      t.match(
        refusalOf(() => token(text('a1234567@b.c'), method, { keys })),
        detail,
      );
    }
  }
});

void t.test('keys are read once, and only if a value needs one', async (t) => {
  let reads = 0;
  const keys = () => {
    reads += 1;
    return [{ id: 'k1', secret: SECRET }];
  };
  const { replace, replaceText } = createReplacers({ keys });
  replace(text('a'), mask('redact'));
  replace(text('a'), mask('partial'));
  t.equal(reads, 0);
  for (const scope of ['a', 'b', 'a']) replace(text('a'), mask('pseudonym', { scope }));
  replaceText('a', mask('hash'));
  t.equal(reads, 1);
});
