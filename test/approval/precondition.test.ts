import t from 'tap';
import type { ApprovalSubject } from '../../gateway/approval/approvals.ts';
import { Refusal } from '../../gateway/errors.ts';
import { DANA, open, PARTS, pendingId, refused, states, subjectOf } from './support.ts';

const DEMAND = { groups: ['dpo'], precondition: { etag: true as const } };

/** A subject that looks at a world, and how often it did. */
function inWorld(): {
  subject: ApprovalSubject;
  set: (etag?: string) => void;
  looks: () => number;
} {
  let etag: string | undefined = '"1"';
  let looks = 0;
  return {
    set: (next) => (etag = next),
    looks: () => looks,
    subject: {
      ...subjectOf({ ...PARTS, precondition: DEMAND.precondition }),
      probe: async () => {
        looks += 1;
        if (etag === undefined) throw new Refusal('precondition-unavailable', 'It is down.');
        return etag;
      },
    },
  };
}

void t.test('in an unchanged world a grant passes', async (t) => {
  const { subject, looks } = inWorld();
  const opened = open(t, { hold: 1 });
  await refused(t, opened.ask(subject, undefined, DEMAND), 'approval-required');
  await refused(t, opened.ask(subject, undefined, DEMAND), 'approval-required');
  t.equal(looks(), 1, 'a repeat does not look');
  const id = await pendingId(opened);
  t.match(await opened.approvals.get(id), { precondition: { value: '"1"' } });
  await opened.approvals.decide(id, 'granted', DANA);
  t.equal((await opened.ask(subject, undefined, DEMAND)).id, id);
  t.equal(looks(), 2);
});

void t.test('a changed world voids the grant, for good', async (t) => {
  const { subject, set } = inWorld();
  const opened = open(t, { hold: 1 });
  await refused(t, opened.ask(subject, undefined, DEMAND), 'approval-required');
  const id = await pendingId(opened);
  await opened.approvals.decide(id, 'granted', DANA);
  set('"2"');
  await refused(t, opened.ask(subject, undefined, DEMAND), 'approval-voided');
  t.match(await opened.approvals.get(id), { state: 'voided', cause: 'world' });
  t.match(opened.steps.at(-1), { state: 'voided', cause: 'world' });
  set('"1"');
  const again = await refused(t, opened.ask(subject, undefined, DEMAND), 'approval-required');
  t.not(again.extras.approval, id);
});

void t.test('a world that cannot be seen passes nothing, and voids nothing', async (t) => {
  const { subject, set } = inWorld();
  const opened = open(t, { hold: 1 });
  set(undefined);
  await refused(t, opened.ask(subject, undefined, DEMAND), 'precondition-unavailable');
  t.same(opened.approvals.list(), []);
  set('"1"');
  await refused(t, opened.ask(subject, undefined, DEMAND), 'approval-required');
  const id = await pendingId(opened);
  await opened.approvals.decide(id, 'granted', DANA);
  set(undefined);
  await refused(t, opened.ask(subject, undefined, DEMAND), 'precondition-unavailable');
  t.equal((await opened.approvals.get(id)).state, 'granted');
  set('"1"');
  t.equal((await opened.ask(subject, undefined, DEMAND)).id, id);
  t.same(states(opened.steps), ['pending', 'granted', 'consumed']);
});

void t.test('of 100 held requests one looks, and one passes', async (t) => {
  const { subject, looks } = inWorld();
  const opened = open(t);
  const asked = Array.from({ length: 100 }, () => opened.ask(subject, undefined, DEMAND));
  const id = await pendingId(opened);
  const before = looks();
  await opened.approvals.decide(id, 'granted', DANA);
  const settled = await Promise.allSettled(asked);
  t.equal(settled.filter(({ status }) => status === 'fulfilled').length, 1);
  t.equal(looks() - before, 1);
});
