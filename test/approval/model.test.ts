import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import t from 'tap';
import { openApprovals, type Approvals, type Approver } from '../../gateway/approval/approvals.ts';
import { Refusal } from '../../gateway/errors.ts';
import type { ApprovalState } from '../../gateway/types.ts';
import { DANA, DECISION, PARTS, subjectOf } from './support.ts';

/** What must hold of one approval, kept apart from how it is done. */
interface Known {
  name: string;
  state: ApprovalState;
  decideBy: number;
  useBy: number;
  /** Whether the agent has left, and until when it may come back. */
  leaves: number;
  /** Who has agreed, as people. */
  yes: Set<string>;
  /** Under which bundle it stands. */
  bundle: number;
}

interface Model {
  time: number;
  recordFails: boolean;
  bundle: number;
  known: Map<string, Known>;
}

interface Real {
  approvals: Approvals;
  reopen(): Promise<void>;
}

type Command = fc.AsyncCommand<Model, Real>;

const DEMAND = { groups: ['dpo'], quorum: 2, use_within: '10m' };
const STANDS = 15 * 60_000;
const USABLE = 10 * 60_000;
const LEAVE = 10_000;
const OPEN = new Set<ApprovalState>(['pending', 'granted']);
const stays = new AbortController().signal;

/** Three people, of whom one has three accounts: two that are linked, and one as a delegate of another person. */
const PEOPLE: { account: Approver; person: string }[] = [
  { account: { ...DANA, link: 'dana@example.com' }, person: 'dana' },
  { account: { ...DANA, subject: 'dana-2', link: 'dana@example.com' }, person: 'dana' },
  { account: { ...DANA, issuer: 'https://b.example', link: 'dana@example.com' }, person: 'dana' },
  { account: { ...DANA, subject: 'erin', link: 'erin@example.com' }, person: 'erin' },
  { account: { ...DANA, subject: 'finn', link: 'finn@example.com' }, person: 'finn' },
];

const digestOf = (bundle: number): string => `sha256:${String(bundle).padStart(64, '0')}`;

function subjectIn(model: Model, name: string): ReturnType<typeof subjectOf> {
  const bundle = { revision: `r${model.bundle}`, digest: digestOf(model.bundle) };
  const request = { ...PARTS.request, path: `/${name}` };
  return subjectOf({ ...PARTS, request, bundle });
}

/** What time alone makes of what is open. */
function pass(model: Model): void {
  for (const known of model.known.values()) {
    if (known.state === 'pending' && known.decideBy <= model.time) known.state = 'expired';
    else if (known.state === 'granted' && known.useBy <= model.time) known.state = 'expired';
    else if (known.state === 'pending' && known.leaves <= model.time) known.state = 'withdrawn';
  }
}

function codeOf(error: unknown): string {
  if (error instanceof Refusal) return error.code;
  throw error;
}

function expect(holds: boolean, what: string): void {
  if (!holds) throw new Error(what);
}

function pick(model: Model, index: number): [string, Known] {
  return [...model.known][index % model.known.size]!;
}

/** Asks; what comes back must be what the model allows. */
class Ask implements Command {
  readonly name: string;
  readonly leaves: boolean;
  constructor(name: string, leaves: boolean) {
    this.name = name;
    this.leaves = leaves;
  }
  check = (): boolean => true;
  toString = (): string => `ask(${this.name}${this.leaves ? ', leaves' : ''})`;
  async run(model: Model, { approvals }: Real): Promise<void> {
    pass(model);
    const subject = subjectIn(model, this.name);
    const standing = [...model.known].findLast(
      ([, { name, state, bundle, decideBy }]) =>
        name === this.name &&
        bundle === model.bundle &&
        (OPEN.has(state) || (state === 'denied' && decideBy > model.time)),
    );
    const client = new AbortController();
    const asked = approvals.ask(DEMAND, subject, this.leaves ? client.signal : stays);
    if (this.leaves) client.abort();
    try {
      const { id } = await asked;
      const known = model.known.get(id);
      expect(known !== undefined && known === standing?.[1], 'passed on another grant');
      expect(known!.state === 'granted', `passed on what was ${known!.state}`);
      expect(known!.yes.size >= 2, 'passed on fewer people than must agree');
      expect(!model.recordFails, 'passed unrecorded');
      known!.state = 'consumed';
    } catch (error) {
      const code = codeOf(error);
      const id = (error as Refusal).extras.approval;
      if (code === 'ledger-unavailable') {
        expect(model.recordFails, 'the ledger works');
        // The grant is spent, though nobody passed.
        if (standing?.[1].state === 'granted') standing[1].state = 'consumed';
      } else if (code === 'approval-denied') {
        expect(standing?.[0] === id && standing?.[1].state === 'denied', 'denied by no denial');
      } else if (code === 'client-gone') {
        expect(this.leaves, 'nobody left');
        this.#noteLeaving(model, approvals, standing?.[1]);
      } else {
        expect(code === 'approval-required', code);
        if (standing) expect(standing[0] === id, 'a second approval for one request');
        else this.#noteNew(model, id!);
        model.known.get(id!)!.leaves = Infinity;
      }
    }
  }

  #noteNew(model: Model, id: string): void {
    expect(!model.known.has(id), 'a settled approval lives again');
    model.known.set(id, {
      name: this.name,
      state: 'pending',
      decideBy: model.time + STANDS,
      useBy: Infinity,
      leaves: Infinity,
      yes: new Set(),
      bundle: model.bundle,
    });
  }

  #noteLeaving(model: Model, approvals: Approvals, standing: Known | undefined): void {
    const leaves = model.time + LEAVE;
    if (standing) {
      if (standing.state === 'pending') standing.leaves = leaves;
      return;
    }
    for (const { id } of approvals.list({ state: 'pending' })) {
      if (model.known.has(id)) continue;
      this.#noteNew(model, id);
      model.known.get(id)!.leaves = leaves;
    }
  }
}

class Decide implements Command {
  readonly index: number;
  readonly who: number;
  readonly verdict: 'granted' | 'denied';
  constructor(index: number, who: number, verdict: 'granted' | 'denied') {
    this.index = index;
    this.who = who;
    this.verdict = verdict;
  }
  check = (model: Readonly<Model>): boolean => model.known.size > 0;
  toString = (): string => `decide(${this.index}, ${this.who}, ${this.verdict})`;
  async run(model: Model, { approvals }: Real): Promise<void> {
    pass(model);
    const [id, known] = pick(model, this.index);
    const { account, person } = PEOPLE[this.who]!;
    const open = known.state === 'pending';
    const counted = known.yes.has(person);
    try {
      const decided = await approvals.decide(id, this.verdict, account);
      expect(open, `decided what was ${known.state}`);
      expect(!counted, 'one person counts twice');
      expect(!model.recordFails, 'decided unrecorded');
      if (this.verdict === 'denied') known.state = 'denied';
      else {
        known.yes.add(person);
        if (known.yes.size === 2) {
          known.state = 'granted';
          known.useBy = model.time + USABLE;
        }
      }
      expect(decided.state === known.state, `${id} is ${decided.state}, not ${known.state}`);
    } catch (error) {
      const code = codeOf(error);
      if (!open) expect(code === 'approval-settled', code);
      else if (counted) expect(code === 'approval-forbidden', code);
      else expect(code === 'ledger-unavailable' && model.recordFails, code);
    }
  }
}

class Revoke implements Command {
  readonly index: number;
  constructor(index: number) {
    this.index = index;
  }
  check = (model: Readonly<Model>): boolean => model.known.size > 0;
  toString = (): string => `revoke(${this.index})`;
  async run(model: Model, { approvals }: Real): Promise<void> {
    pass(model);
    const [id, known] = pick(model, this.index);
    const may = known.state === 'granted';
    // Recorded or not, it holds from the claim on.
    if (may) known.state = 'revoked';
    await approvals.revoke(id, PEOPLE[4]!.account).catch((error: unknown) => {
      const code = codeOf(error);
      expect(code === (may ? 'ledger-unavailable' : 'approval-settled'), code);
      expect(!may || model.recordFails, 'a revocation was refused');
    });
  }
}

/** Another bundle, which decides on some requests otherwise. */
class Activate implements Command {
  readonly voids: string | undefined;
  constructor(voids: string | undefined) {
    this.voids = voids;
  }
  check = (): boolean => true;
  toString = (): string => `activate(${this.voids ?? ''})`;
  async run(model: Model, { approvals }: Real): Promise<void> {
    pass(model);
    model.bundle += 1;
    for (const known of model.known.values()) {
      if (!OPEN.has(known.state)) continue;
      if (known.name === this.voids) known.state = 'voided';
      else known.bundle = model.bundle;
    }
    await approvals.redecide(digestOf(model.bundle), this.#decide).catch(codeOf);
  }
  #decide = (input: string): typeof DECISION =>
    input.includes(`"/${this.voids}"`) ? { action: 'deny', reasons: ['no-rule'] } : DECISION;
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
    pass(model);
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
    pass(model);
    for (const [id, known] of model.known) {
      const { state, approvals: yes } = await approvals.get(id);
      expect(state === known.state, `${id} is ${state}, not ${known.state}`);
      const people = new Set(
        yes.map(({ by }) => PEOPLE.find(({ account }) => isOf(account, by))!.person),
      );
      expect(people.size === yes.length, 'one person counts twice');
    }
  }
}

function isOf(account: Approver, by: { issuer: string; subject: string }): boolean {
  return account.issuer === by.issuer && account.subject === by.subject;
}

void t.test(
  'no trace uses a grant twice, decides after a deadline, lets one person count twice or revives a settled one',
  async () => {
    const names = fc.constantFrom('a', 'b');
    const decides = fc
      .tuple(
        fc.nat(5),
        fc.nat(4),
        fc.constantFrom<'granted' | 'denied'>('granted', 'granted', 'granted', 'denied'),
      )
      .map(([index, who, verdict]) => new Decide(index, who, verdict));
    const commands = fc.commands(
      [
        names.map((name) => new Ask(name, false)),
        names.map((name) => new Ask(name, false)),
        names.map((name) => new Ask(name, true)),
        decides,
        decides,
        decides,
        fc.nat(5).map((index) => new Revoke(index)),
        fc.constantFrom('a', 'b', undefined).map((name) => new Activate(name)),
        fc
          .constantFrom(-STANDS, -1, 1, LEAVE, 31_000, USABLE, STANDS)
          .map((by) => new SetClock(by)),
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
        const model: Model = { time, recordFails: false, bundle: 1, known: new Map() };
        const open = (): Approvals =>
          openApprovals({
            file: join(dir, 'approvals.db'),
            hold: 0,
            maxHeld: 10,
            withdrawAfter: LEAVE,
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
