import t from 'tap';
import { start } from './support.ts';

void t.test('groups are sorted and unique, from a list or a single string', async (t) => {
  const { issuer, identify } = await start(t);
  const cases: [unknown, string[]][] = [
    [
      ['b', 'a', 'b', 'B'],
      ['B', 'a', 'b'],
    ],
    ['support', ['support']],
    [[], []],
    [undefined, []],
  ];
  for (const [groups, expected] of cases) {
    t.strictSame((await identify(await issuer.sign({ groups }))).groups, expected);
  }
});

void t.test('the configuration names the claim', async (t) => {
  const { issuer, identify } = await start(t, { groupsClaim: 'https://example.com/roles' });
  const token = await issuer.sign({ 'https://example.com/roles': ['dpo'], groups: ['admin'] });
  t.strictSame((await identify(token)).groups, ['dpo']);
});

void t.test(
  'a groups claim named like an inherited member is not found on the prototype',
  async (t) => {
    const { issuer, identify } = await start(t, { groupsClaim: 'constructor' });
    t.strictSame((await identify(await issuer.sign())).groups, []);
  },
);

void t.test('anything else in the claim is refused', async (t) => {
  const { issuer, refuse } = await start(t);
  for (const groups of [null, 1, true, {}, ['a', 1], [['a']], ['a', null]]) {
    const { code, detail } = await refuse(await issuer.sign({ groups }));
    t.equal(code, 'token-invalid', JSON.stringify(groups));
    t.match(detail, '`groups`');
  }
});
