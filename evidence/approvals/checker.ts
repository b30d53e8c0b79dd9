/** Checks what entries say of approvals against each other: nothing of the gateway that wrote them is asked. */
import { createHash } from 'node:crypto';
import { verifyProof } from '../../gateway/approval/passkeys/verify-proof.ts';
import type {
  ApprovalData,
  IntentData,
  LedgerEntry,
  PasskeyData,
  ProbeData,
  SealedApproval,
} from '../../gateway/types.ts';
import { isAsking } from '../../gateway/ledger/read/is-asking.ts';

/** What does not fit. */
export interface ApprovalFault {
  /** The entry. */
  seq: number;
  approval: string;
  what: string;
}

/** What was found. */
export interface CheckedApprovals {
  approvals: number;
  /** Decisions of people. */
  decisions: number;
  /** Of these, signed with a passkey that is theirs. */
  proved: number;
  /** Looks at the world, to ask or to use. */
  looks: number;
  /** Requests that were forwarded on an approval. */
  used: number;
  /** Entries whose sealed part was erased, or for which no key is at hand: these are checked in part. */
  closed: number;
  faults: ApprovalFault[];
}

/** What is known of one approval. */
interface Known {
  binding?: string;
  asked: boolean;
  /** Its asking looked at the world, as its use must. */
  watched: boolean;
  granted: boolean;
  /** Decision ids of requests that used it. */
  uses: Set<string>;
}

/** Takes entries in order. `whole`: no entry of an approval in them is left out. */
export class ApprovalChecker {
  readonly #whole: boolean;
  readonly #known = new Map<string, Known>();
  /** Public keys of registered passkeys, by person and credential. */
  readonly #keys = new Map<string, string>();
  /** Exchanges that looked at the world, by what for. */
  readonly #looks = new Set<string>();
  readonly #found: CheckedApprovals = {
    approvals: 0,
    decisions: 0,
    proved: 0,
    looks: 0,
    used: 0,
    closed: 0,
    faults: [],
  };

  constructor({ whole }: { whole: boolean }) {
    this.#whole = whole;
  }

  /** `sealed` is of an `approval`, and absent where it cannot be opened. */
  async take(entry: LedgerEntry, sealed?: SealedApproval): Promise<void> {
    if (entry.type === 'passkey') this.#takePasskey(entry.data as PasskeyData);
    if (entry.type === 'probe') this.#takeProbe(entry.data as ProbeData);
    if (entry.type === 'approval') await this.#takeStep(entry, sealed);
    if (entry.type === 'intent') this.#takeIntent(entry.seq, entry.data as IntentData);
  }

  finish(): CheckedApprovals {
    return { ...this.#found, approvals: this.#known.size };
  }

  #takePasskey({ passkey, state, by, public_key: key }: PasskeyData): void {
    const name = keyName(by, passkey);
    if (state === 'removed') this.#keys.delete(name);
    else if (key !== undefined) this.#keys.set(name, key);
  }

  #takeProbe({ id, approval }: ProbeData): void {
    this.#found.looks += 1;
    this.#looks.add(lookName(id, approval));
  }

  async #takeStep(entry: LedgerEntry, sealed: SealedApproval | undefined): Promise<void> {
    const data = entry.data as ApprovalData;
    const known = this.#knownOf(data.approval);
    const fault = (what: string): void => this.#note(entry.seq, data.approval, what);
    if (sealed) this.#checkBinding(known, sealed, fault);
    else this.#found.closed += 1;
    if (data.state === 'pending') known.asked = true;
    if (isAsking(data) && this.#looks.has(lookName(data.id))) known.watched = true;
    if (data.state === 'granted') known.granted = true;
    if (data.state === 'consumed' && data.reviewed !== true) this.#use(known, data, fault);
    if (isDecision(data)) {
      this.#found.decisions += 1;
      if (sealed?.passkey) await this.#checkProof(data, sealed, fault);
    }
  }

  #checkBinding(known: Known, { binding, bound }: SealedApproval, fault: Fault): void {
    if (bound !== undefined && createHash('sha256').update(bound).digest('hex') !== binding) {
      fault('what people were asked is not what its binding is the hash of');
    }
    known.binding ??= binding;
    if (known.binding !== binding) fault('it is bound otherwise than in an entry before');
  }

  #use(known: Known, { id, break_glass: breakGlass }: ApprovalData, fault: Fault): void {
    known.uses.add(id);
    if (known.uses.size > 1) fault('it was used by more than one request');
    const ungranted = known.asked && !known.granted && breakGlass !== true;
    if (this.#whole && ungranted) fault('it was used though nobody had granted it');
  }

  async #checkProof(
    { approval, state, by }: ApprovalData,
    { binding, passkey }: SealedApproval,
    fault: Fault,
  ): Promise<void> {
    const proof = passkey!;
    if (this.#keys.get(keyName(by!, proof.credential)) !== proof.public_key) {
      fault(`it is signed with a key that was not registered by ${by!.subject}`);
      return;
    }
    const verdict = state === 'denied' ? 'denied' : 'granted';
    if (await verifyProof(proof, { id: approval, binding, verdict }, by!)) this.#found.proved += 1;
    else fault(`the signature is not one of ${by!.subject} on this decision`);
  }

  #takeIntent(seq: number, { id, approval }: IntentData): void {
    if (approval === undefined) return;
    this.#found.used += 1;
    const known = this.#known.get(approval);
    if (known?.uses.has(id) !== true)
      this.#note(seq, approval, 'a request was forwarded on it without having used it');
    if (known?.watched === true && !this.#looks.has(lookName(id, approval)))
      this.#note(seq, approval, 'a request was forwarded on it without a look at the world');
  }

  #knownOf(approval: string): Known {
    let known = this.#known.get(approval);
    if (!known) {
      known = { asked: false, watched: false, granted: false, uses: new Set() };
      this.#known.set(approval, known);
    }
    return known;
  }

  #note(seq: number, approval: string, what: string): void {
    this.#found.faults.push({ seq, approval, what });
  }
}

type Fault = (what: string) => void;

/** An exchange, and the approval that it was to use; without one it was to ask. */
function lookName(id: string, approval = ''): string {
  return JSON.stringify([id, approval]);
}

/** A yes that was not yet enough is `pending` with who gave it. */
function isDecision({ state, by }: ApprovalData): boolean {
  return by !== undefined && (state === 'granted' || state === 'denied' || state === 'pending');
}

function keyName({ issuer, subject }: { issuer: string; subject: string }, id: string): string {
  return JSON.stringify([issuer, subject, id]);
}
