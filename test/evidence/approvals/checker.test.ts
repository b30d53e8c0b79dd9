import t, { type Test } from 'tap';
import { ApprovalChecker, type CheckedApprovals } from '../../../evidence/approvals/checker.ts';
import type { ApprovalData, LedgerEntry } from '../../../gateway/types.ts';
import { decideSigned, openRecorded, type Recorded } from '../../approval/recorded.ts';
import { PARTS, pendingId, subjectOf } from '../../approval/support.ts';
import { uuidOf } from '../../helpers/sealed.ts';

type Entries = Awaited<ReturnType<Recorded['entries']>>;

/** Of an approval's step or a passkey, what a test changes. */
interface Changeable {
  id: string;
  state: string;
  by: { subject: string };
}

async function check(entries: Entries, whole = true): Promise<CheckedApprovals> {
  const checker = new ApprovalChecker({ whole });
  for (const { entry, sealed } of entries) await checker.take(entry, sealed);
  return checker.finish();
}

/** A registered passkey, and one approval that it granted and that a request used. */
async function record(t: Test): Promise<Entries> {
  const opened = await openRecorded(t);
  const key = await opened.register();
  const asked = opened.ask(subjectOf(PARTS, uuidOf('asks')));
  await decideSigned(opened, key, await pendingId(opened), 'granted');
  const { id: approval } = await asked;
  const entries = await opened.entries();
  const intent = { id: uuidOf('asks'), approval };
  return [...entries, { entry: { seq: entries.length, type: 'intent', data: intent } as never }];
}

const stateOf = ({ data }: LedgerEntry): string => (data as ApprovalData).state;

void t.test(
  'what people decided is proved by the ledger alone; what was changed shows',
  async (t) => {
    const entries = await record(t);
    t.same(await check(entries), {
      approvals: 1,
      decisions: 1,
      proved: 1,
      looks: 0,
      used: 1,
      closed: 0,
      faults: [],
    });

    /** Changes a copy of one entry. */
    const changed = (
      is: (entry: LedgerEntry) => boolean,
      change: (item: { data: Changeable; sealed: Entries[number]['sealed'] }) => void,
    ): Entries =>
      entries.map((item) => {
        if (!is(item.entry)) return item;
        const copy = structuredClone(item);
        change({ data: copy.entry.data as never, sealed: copy.sealed });
        return copy;
      });
    const of = (state: string) => (entry: LedgerEntry) =>
      entry.type === 'approval' && stateOf(entry) === state;
    const isKey = ({ type }: LedgerEntry): boolean => type === 'passkey';
    const cases: [what: RegExp, entries: Entries][] = [
      [
        /not what its binding/,
        changed(of('pending'), ({ sealed }) => {
          sealed!.bound = sealed!.bound!.replace('/export', '/other');
        }),
      ],
      [
        /bound otherwise/,
        changed(of('consumed'), ({ sealed }) => {
          sealed!.binding = '00'.repeat(32);
        }),
      ],
      [
        /signature is not one of erin|not registered by erin/,
        changed(of('granted'), ({ data }) => {
          data.by.subject = 'erin';
        }),
      ],
      [
        /signature is not one of dana/,
        changed(of('granted'), ({ data }) => {
          data.state = 'denied';
        }),
      ],
      [
        /not registered by dana/,
        changed(isKey, ({ data }) => {
          data.by.subject = 'erin';
        }),
      ],
      [/not registered by dana/, entries.filter(({ entry }) => !isKey(entry))],
      [/nobody had granted/, entries.filter(({ entry }) => !of('granted')(entry))],
      [/without having used it/, entries.filter(({ entry }) => !of('consumed')(entry))],
      [
        /more than one request/,
        entries.concat(
          changed(of('consumed'), ({ data }) => {
            data.id = uuidOf('other');
          }).filter(({ entry }) => of('consumed')(entry)),
        ),
      ],
    ];
    for (const [what, altered] of cases) {
      const { faults } = await check(altered);
      t.match(faults[0]?.what, what);
    }
  },
);

void t.test('where entries were left out, what cannot be known is no fault', async (t) => {
  const entries = await record(t);
  const isStep = ({ entry }: Entries[number], state: string): boolean =>
    entry.type === 'approval' && stateOf(entry) === state;
  const some = entries.filter((item) => !isStep(item, 'granted'));
  t.same((await check(some, false)).faults, []);
  const closed = entries.map(({ entry }) => ({ entry }));
  t.match(await check(closed), { decisions: 1, proved: 0, closed: 3, faults: [] });
});
