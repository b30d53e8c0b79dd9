import t from 'tap';
import { NO_POLICY } from '../../gateway/decision/guard-policy.ts';
import { leasePolicy } from '../../gateway/decision/lease-policy.ts';

t.test('a policy is ended once, when it is retired and nobody holds it', async (t) => {
  let ended = 0;
  const leased = leasePolicy(NO_POLICY, () => (ended += 1));
  const [one, two] = [leased.hold(), leased.hold()];
  t.match(one.decide('{}').decision, { reasons: ['policy-missing'] });
  one.release();
  one.release();
  leased.retire();
  t.equal(ended, 0, 'letting go twice is letting go once');
  two.release();
  two.release();
  leased.retire();
  t.equal(ended, 1);
});

t.test(
  'it is not ended while it may still be taken hold of, and at once where nobody does',
  async (t) => {
    let ended = 0;
    const leased = leasePolicy(NO_POLICY, () => (ended += 1));
    leased.hold().release();
    t.equal(ended, 0);
    leased.retire();
    t.equal(ended, 1);
  },
);
