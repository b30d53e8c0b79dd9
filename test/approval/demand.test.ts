import t from 'tap';
import { open, refused, subjectOf } from './support.ts';
import type { ApprovalDemand } from '../../gateway/types.ts';

void t.test('a demand that cannot be met is refused, never met by less', async (t) => {
  const opened = open(t, { hold: 1 });
  const demands = [
    { groups: ['dpo'], quorum: 11 },
    { groups: ['dpo'], quorum: 1.5 },
    { groups: ['dpo'], quorum: 0 },
    { groups: ['dpo'], quorum: '1' },
    { groups: [] },
    { groups: ['dpo'], expires_in: '0s' },
    { groups: ['dpo'], expires_in: '15' },
    { groups: ['dpo'], expires_in: 'never' },
    { groups: ['dpo'], use_within: '0m' },
  ] as unknown as ApprovalDemand[];
  for (const demand of demands) {
    const asked = opened.approvals.ask(demand, subjectOf(), new AbortController().signal);
    await refused(t, asked, 'internal-error');
  }
  t.same(opened.approvals.list(), []);
});

void t.test('a demand is kept in one form', async (t) => {
  const opened = open(t, { hold: 1 });
  const demand = { groups: ['dpo', 'cfo'], quorum: 1 };
  const asked = opened.approvals.ask(demand, subjectOf(), new AbortController().signal);
  await refused(t, asked, 'approval-required');
  t.same(opened.approvals.list()[0]!.demand, {
    groups: ['cfo', 'dpo'],
    quorum: 1,
    expires_in: '15m',
    use_within: '15m',
  });
});
