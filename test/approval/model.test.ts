import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import t from 'tap';
import { openApprovals, type Approvals } from '../../gateway/approval/approvals.ts';
import { Refusal } from '../../gateway/errors.ts';
import { bindingOf, DANA, DEMAND, subjectNamed } from './support.ts';

/** What must hold of one approval, kept apart from how it is done. */
interface Known {
  binding: string;
  deadline: number;
  state: 'pending' | 'granted' | 'denied' | 'expired' | 'consumed';
}

interface Model {
  time: number;
  recordFails: boolean;
  known: Map<string, Known>;
}

interface Real {
  approvals: Approvals;
  reopen(): Promise<void>;
}

type Command = fc.AsyncCommand<Model, Real>;

const STANDS = 15 * 60_000;
const FINAL = new Set(['denied', 'expired', 'consumed']);
const stays = new AbortController().signal;

function isOver(model: Model, known: Known): boolean {
  return known.state === 'expired' || known.deadline <= model.time;
}

function codeOf(error: unknown): string {
  if (error instanceof Refusal) return error.code;
  throw error;
}

function expect(holds: boolean, what: string): void {
  if (!holds) throw new Error(what);
}

/** Asks; what comes back must be what the model allows. */
class Ask implements Command {
  readonly name: string;
  constructor(name: string) {
    this.name = name;
  }
  check = (): boolean => true;
  toString = (): string => `ask(${this.name})`;
  async run(model: Model, { approvals }: Real): Promise<void> {
    const subject = subjectNamed(this.name);
    const open = [...model.known.entries()].findLast(
      ([, { binding, state, deadline }]) =>
        binding === bindingOf(subject) &&
        (state === 'pending' || state === 'granted' || state === 'denied') &&
        deadline > model.time,
    );
    try {
      const { id } = await approvals.ask(DEMAND, subject, stays);
      const known = model.known.get(id);
      expect(known?.binding === bindingOf(subject), 'passed on the grant of another request');
      expect(known?.state === 'granted', `passed on what was ${known?.state}`);
      expect(!isOver(model, known!), 'passed after the deadline');
      expect(!model.recordFails, 'passed unrecorded');
      known!.state = 'consumed';
    } catch (error) {
      const code = codeOf(error);
      const id = (error as Refusal).extras.approval;
      if (code === 'ledger-unavailable') {
        expect(model.recordFails, 'the ledger works');
        // The grant is spent, though nobody passed.
        if (open?.[1].state === 'granted') open[1].state = 'consumed';
      } else if (code === 'approval-denied') {
        expect(open?.[0] === id && open?.[1].state === 'denied', 'denied by no denial');
      } else {
        expect(code === 'approval-required', code);
        if (open) expect(open[0] === id, 'a second approval for one request');
        else {
          expect(!model.known.has(id!), 'a settled approval lives again');
          const deadline = model.time + STANDS;
          model.known.set(id!, { binding: bindingOf(subject), deadline, state: 'pending' });
        }
      }
    }
  }
}

class Decide implements Command {
  readonly index: number;
  readonly verdict: 'granted' | 'denied';
  constructor(index: number, verdict: 'granted' | 'denied') {
    this.index = index;
    this.verdict = verdict;
  }
  check = (model: Readonly<Model>): boolean => model.known.size > 0;
  toString = (): string => `decide(${this.index}, ${this.verdict})`;
  async run(model: Model, { approvals }: Real): Promise<void> {
    const [id, known] = [...model.known][this.index % model.known.size]!;
    const may = known.state === 'pending' && !isOver(model, known);
    try {
      await approvals.decide(id, this.verdict, DANA);
      expect(may, `decided what was ${known.state}`);
      expect(!model.recordFails, 'decided unrecorded');
      known.state = this.verdict;
    } catch (error) {
      const code = codeOf(error);
      expect(code === (may ? 'ledger-unavailable' : 'approval-settled'), code);
      expect(!may || model.recordFails, 'a decision was refused');
    }
  }
}

class SetClock implements Command {
  readonly by: number;
  constructor(by: number) {
    this.by = by;
  }
  check = (): boolean => true;
  toString = (): string => `clock(${this.by})`;
  async run(model: Model, { approvals }: Real): Promise<void> {
    model.time += this.by;
    // The time is seen by whatever happens next, and once seen it is final.
    approvals.list();
    for (const known of model.known.values()) {
      if (!FINAL.has(known.state) && known.deadline <= model.time) known.state = 'expired';
    }
  }
}

class Break implements Command {
  readonly fails: boolean;
  constructor(fails: boolean) {
    this.fails = fails;
  }
  check = (): boolean => true;
  toString = (): string => `ledger(${this.fails ? 'fails' : 'works'})`;
  async run(model: Model): Promise<void> {
    model.recordFails = this.fails;
  }
}

class Reopen implements Command {
  check = (): boolean => true;
  toString = (): string => 'reopen()';
  run = (_: Model, real: Real): Promise<void> => real.reopen();
}

class Look implements Command {
  check = (): boolean => true;
  toString = (): string => 'look()';
  async run(model: Model, { approvals }: Real): Promise<void> {
    await approvals.expire().catch(codeOf);
    for (const [id, known] of model.known) {
      const { state } = await approvals.get(id);
      expect(state === known.state, `${id} is ${state}, not ${known.state}`);
    }
  }
}

void t.test(
  'no trace uses a grant twice, decides after the deadline or revives a settled one',
  async () => {
    const commands = fc.commands(
      [
        fc.constantFrom('a', 'b').map((name) => new Ask(name)),
        fc.constantFrom('a', 'b').map((name) => new Ask(name)),
        fc
          .tuple(fc.nat(5), fc.constantFrom<'granted' | 'denied'>('granted', 'granted', 'denied'))
          .map(([index, verdict]) => new Decide(index, verdict)),
        fc.constantFrom(-STANDS, -1, 1, 31_000, STANDS / 2, STANDS).map((by) => new SetClock(by)),
        fc.boolean().map((fails) => new Break(fails)),
        fc.constant(new Reopen()),
        fc.constant(new Look()),
      ],
      { maxCommands: 30 },
    );
    await fc.assert(
      fc.asyncProperty(commands, async (trace) => {
        const dir = mkdtempSync(join(tmpdir(), 'regent-approvals-'));
        const time = Date.UTC(2026, 0, 1);
        const model: Model = { time, recordFails: false, known: new Map() };
        const open = (): Approvals =>
          openApprovals({
            file: join(dir, 'approvals.db'),
            hold: 0,
            maxHeld: 10,
            poll: 1e6,
            now: () => model.time,
            record: () =>
              model.recordFails ? Promise.reject(new Error('EIO')) : Promise.resolve(),
          });
        const real: Real = {
          approvals: open(),
          async reopen() {
            await this.approvals.close();
            this.approvals = open();
          },
        };
        try {
          await fc.asyncModelRun(() => ({ model, real }), [...trace, new Look()]);
        } finally {
          await real.approvals.close();
          rmSync(dir, { recursive: true });
        }
      }),
      { numRuns: 60 },
    );
  },
);
