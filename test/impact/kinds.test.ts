import t from 'tap';
import type { Kind } from '../../bundles/impact/kinds.ts';
import { compareDecisions } from '../../bundles/impact/compare.ts';
import type { Decision, Mask, Detector, HeaderMask } from '../../schemas/types.ts';
import { compareOne, groupsOf, kindsOf } from './support.ts';

const reasons = ['r'];
const allow: Decision = { action: 'allow', reasons };
const deny: Decision = { action: 'deny', reasons };
const email: Mask = { path: '$.email', with: 'redact' };
const iban: Mask = { path: '$.iban', with: 'partial', keep_last: 4 };
const mask = (...masks: Mask[]): Decision => ({ action: 'mask', reasons, masks });
const approve = (groups: string[], expires_in?: string, masks?: Mask[]): Decision => ({
  action: 'approve',
  reasons,
  approval: { groups, ...(expires_in !== undefined && { expires_in }) },
  ...(masks && { masks }),
});

const LOST_AND_FOUND: Kind[] = ['newly-unmasked', 'newly-masked'];
const WEAKER: Kind[] = ['weaker-masks'];
const cookie: HeaderMask = { name: 'set-cookie', cookie: 'sid', with: 'remove' };
const COOKIE: HeaderMask = { ...cookie, name: 'Set-Cookie' };
const weak: HeaderMask = { ...cookie, with: 'hash' };
const phone: Detector = { type: 'phone', with: 'redact' };
const more = (parts: Partial<Decision>): Decision => ({ ...mask(email), ...parts });
const back = (mode: 'refuse' | 'restore', ...masks: [Mask, ...Mask[]]): Decision => ({
  ...allow,
  write_back: { mode, masks },
});

const CASES: [name: string, before: Decision, after: Decision, kinds: Kind[]][] = [
  ['deny, allow', deny, allow, ['newly-allowed']],
  ['deny, mask', deny, mask(email), ['newly-allowed']],
  ['deny, approve', deny, approve(['dpo']), ['newly-approvable']],
  ['mask, allow', mask(email), allow, ['newly-unmasked']],
  ['one mask less', mask(email, iban), mask(iban), ['newly-unmasked']],
  [
    'another path',
    mask(email),
    mask({ ...email, path: '$.mail' }),
    ['newly-unmasked', 'newly-masked'],
  ],
  ['approve, allow', approve(['dpo']), allow, ['approvals-lost']],
  [
    'approve with masks, allow',
    approve(['dpo'], '1m', [email]),
    allow,
    ['approvals-lost', 'newly-unmasked'],
  ],
  ['more groups', approve(['dpo']), approve(['dpo', 'all']), ['weaker-approvals']],
  ['other groups', approve(['dpo', 'it']), approve(['all']), ['weaker-approvals']],
  ['longer', approve(['dpo']), approve(['dpo'], '16m'), ['weaker-approvals']],
  ['fewer groups', approve(['dpo', 'it']), approve(['dpo']), ['stricter-approvals']],
  ['shorter', approve(['dpo']), approve(['dpo'], '14m'), ['stricter-approvals']],
  ['the same time otherwise', approve(['dpo']), approve(['dpo'], '900s'), []],
  ['allow, deny', allow, deny, ['newly-denied']],
  ['approve, deny', approve(['dpo']), deny, ['newly-denied']],
  ['allow, mask', allow, mask(email), ['newly-masked']],
  ['allow, approve', allow, approve(['dpo']), ['approvals-added']],
  [
    'mask, approve without it',
    mask(email),
    approve(['dpo']),
    ['approvals-added', 'newly-unmasked'],
  ],
  ['other reasons', allow, { ...allow, reasons: ['s'] }, ['reworded']],
  ['other message', deny, { ...deny, message: 'No.' }, ['reworded']],
  ['other text', mask(email), mask({ ...email, text: '-' }), ['reworded']],
  ['another order', mask(email, iban), mask(iban, email), []],
  ['the default dialect said', mask(email), mask({ ...email, dialect: 'rfc9535' }), []],
  ['a part instead of all', mask(email), mask({ ...email, inner: '$.x' }), LOST_AND_FOUND],
  ['a header mask gone', more({ headers: [cookie] }), mask(email), ['newly-unmasked']],
  ['a header mask new', mask(email), more({ headers: [cookie] }), ['newly-masked']],
  [
    'a header in other case',
    more({ headers: [cookie] }),
    more({ headers: [COOKIE] }),
    ['reworded'],
  ],
  [
    'another cookie',
    more({ headers: [cookie] }),
    more({ headers: [{ ...cookie, cookie: 'other' }] }),
    LOST_AND_FOUND,
  ],
  [
    'a weaker header mask',
    more({ headers: [cookie] }),
    more({ headers: [weak] }),
    ['weaker-masks'],
  ],
  ['a detector gone', more({ detect: [phone] }), mask(email), ['newly-unmasked']],
  ['a detector new', mask(email), more({ detect: [phone] }), ['newly-masked']],
  [
    'a detector that looks elsewhere',
    more({ detect: [phone] }),
    more({ detect: [{ ...phone, path: '$.notes' }] }),
    LOST_AND_FOUND,
  ],
  [
    'another pattern',
    more({ detect: [{ type: 'pattern', pattern: 'A', with: 'redact' }] }),
    more({ detect: [{ type: 'pattern', pattern: 'B', with: 'redact' }] }),
    LOST_AND_FOUND,
  ],
  [
    'a weaker detector',
    more({ detect: [phone] }),
    more({ detect: [{ ...phone, with: 'partial', keep_last: 2 }] }),
    ['weaker-masks'],
  ],
  ['allow, only detectors', allow, { action: 'mask', reasons, detect: [phone] }, ['newly-masked']],
  ['must match gone', mask({ ...email, must_match: true }), mask(email), ['weaker-masks']],
  ['must match new', mask(email), mask({ ...email, must_match: true }), ['stronger-masks']],
  ['must match of one of two', mask(email, { ...email, must_match: true }), mask(email), WEAKER],
  ['write-back gone', back('refuse', email), allow, ['weaker-write-back']],
  ['write-back new', allow, back('refuse', email), ['stricter-write-back']],
  ['restored, not refused', back('refuse', email), back('restore', email), ['weaker-write-back']],
  ['refused, not restored', back('restore', email), back('refuse', email), ['stricter-write-back']],
  ['fewer of it', back('refuse', email, iban), back('refuse', iban), ['weaker-write-back']],
  ['more of it', back('refuse', iban), back('refuse', email, iban), ['stricter-write-back']],
];

for (const [name, before, after, kinds] of CASES) {
  t.test(name, async (t) => {
    const found = compareDecisions(before, {
      decision: after,
      bundle: { revision: '', digest: '' },
    });
    t.same(
      found.map(({ kind }) => kind),
      kinds,
    );
  });
}

t.test('a weaker method, and more that is kept, are weaker masks', async (t) => {
  const order: Mask[] = [
    { path: '$.a', with: 'remove' },
    { path: '$.a', with: 'null' },
    { path: '$.a', with: 'redact' },
    { path: '$.a', with: 'encrypt' },
    { path: '$.a', with: 'hash', scope: 'crm' },
    { path: '$.a', with: 'hash' },
    { path: '$.a', with: 'pseudonym', scope: 'crm' },
    { path: '$.a', with: 'pseudonym' },
    { path: '$.a', with: 'pseudonym', preserve: 'digits' },
    { path: '$.a', with: 'generalise', to: 'year' },
    { path: '$.a', with: 'generalise', to: 'month' },
    { path: '$.a', with: 'partial' },
    { path: '$.a', with: 'partial', keep_last: 2 },
    { path: '$.a', with: 'partial', keep_first: 1, keep_last: 2 },
    { path: '$.a', with: 'partial', keep_first: 1, keep_last: 4 },
  ];
  const kindOf = (before: Mask, after: Mask): Kind | undefined =>
    compareDecisions(mask(before), {
      decision: mask(after),
      bundle: { revision: '', digest: '' },
    })[0]?.kind;
  for (const [index, strong] of order.entries()) {
    for (const weak of order.slice(index + 1)) {
      t.equal(kindOf(strong, weak), 'weaker-masks', JSON.stringify([strong, weak]));
      t.equal(kindOf(weak, strong), 'stronger-masks', JSON.stringify([weak, strong]));
    }
  }
  const [first, last] = [{ keep_first: 2 }, { keep_last: 2 }];
  t.equal(
    kindOf({ path: '$.a', with: 'partial', ...first }, { path: '$.a', with: 'partial', ...last }),
    'weaker-masks',
    'another end',
  );
  const year: Mask = { path: '$.a', with: 'generalise', to: 'year' };
  const tens: Mask = { path: '$.a', with: 'generalise', to: 'range', step: 10 };
  t.equal(kindOf(tens, { ...tens, step: 5 }), 'weaker-masks');
  t.equal(kindOf({ ...tens, step: 5 }, tens), 'stronger-masks');
  t.equal(kindOf(year, tens), 'weaker-masks', 'which hides more cannot be told');
  t.equal(kindOf(tens, year), 'weaker-masks');
  const inCrm: Mask = { path: '$.a', with: 'hash', scope: 'crm' };
  t.equal(kindOf(inCrm, { ...inCrm, scope: 'hr' }), 'weaker-masks', 'linked with others');
  const partial: Mask = { path: '$.a', with: 'partial', keep_last: 2 };
  t.equal(kindOf(partial, { ...partial, keep_domain: true }), 'weaker-masks');
});

t.test('places and methods are told in words', async (t) => {
  const before: Decision = {
    ...mask({ path: '$.a', inner: '$.b', with: 'pseudonym', preserve: 'email', scope: 'crm' }),
    headers: [{ name: 'Set-Cookie', cookie: 'sid', with: 'remove', must_match: true }],
    detect: [{ type: 'pattern', pattern: 'A+', path: '$.n', with: 'partial', keep_domain: true }],
  };
  const bundle = { revision: '', digest: '' };
  const changes = compareDecisions(before, { decision: allow, bundle });
  t.same(
    changes.map((change) => [change.mask?.path, change.mask?.before]),
    [
      ['$.a within $.b', 'pseudonym like email in crm'],
      ['header set-cookie cookie sid', 'remove (must match)'],
      ['detect pattern A+ in $.n', 'partial 0+0 and domain'],
    ],
  );
});

t.test('of two masks on a path the stronger counts', async (t) => {
  const weak: Mask = { ...email, with: 'pseudonym' };
  const [change] = compareDecisions(mask(weak, email), {
    decision: mask(weak),
    bundle: { revision: '', digest: '' },
  });
  t.same(change, {
    kind: 'weaker-masks',
    mask: { path: '$.email', before: 'redact', after: 'pseudonym' },
  });
});

t.test(
  'a real bundle: mask path, methods, identity, connection and rules are in the group',
  async (t) => {
    const report = await compareOne(t.testdir(), mask(email, iban), {
      ...mask({ ...iban, keep_first: 4 }),
      reasons: ['s'],
    });
    t.same(kindsOf(report), ['newly-unmasked', 'weaker-masks']);
    t.match(groupsOf(report, 'newly-unmasked'), [
      {
        identity: { issuer: 'https://issuer.example', subject: 'support-agent' },
        connection: 'crm',
        reasons: { before: ['r'], after: ['s'] },
        mask: { path: '$.email', before: 'redact', after: 'none' },
        records: 1,
        example: { method: 'GET', target: '/a/17', time: '2026-01-01T00:00:00.000Z' },
      },
    ]);
    t.match(groupsOf(report, 'weaker-masks'), [
      { mask: { path: '$.iban', before: 'partial 0+4', after: 'partial 4+4' } },
    ]);
    t.match(report.records, { read: 1, compared: 1, changed: 1, unchanged: 0, incomplete: 0 });
  },
);
