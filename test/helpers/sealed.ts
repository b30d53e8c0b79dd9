/** Sealed entries without a gateway. */
import { hash } from 'node:crypto';
import { ApprovalKeys } from '../../gateway/approval-keys.ts';
import { appendSealed, type Evidence } from '../../gateway/evidence.ts';
import { BodyStore } from '../../gateway/ledger/bodies/body-store.ts';
import type { ExchangeKey } from '../../gateway/ledger/contract.ts';
import type { Ledger } from '../../gateway/ledger/ledger.ts';
import { newExchangeKey } from '../../gateway/ledger/seal/exchange-key.ts';
import { openLocalKey } from '../../gateway/ledger/seal/local-key.ts';
import { Sessions } from '../../gateway/ledger/seal/sessions.ts';
import type { BundleRef, Decision, PolicyInput, SealedOutcome } from '../../gateway/types.ts';

/** The text of the key that test ledgers are encrypted under, and the key. */
export const TEST_KEY_TEXT = Buffer.alloc(32, 7).toString('base64');
export const TEST_KEY = openLocalKey('evidence', TEST_KEY_TEXT);

const HEX = 'b'.repeat(64);
const agent = { issuer: 'https://issuer.example', subject: 'agent', actors: [], login: 'l' };

/** A UUID that is the same for the same name. */
export function uuidOf(name: string): string {
  const hex = hash('sha256', name);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-7${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** What a decision is recorded of. */
export interface TestDecision {
  id: string;
  input?: PolicyInput;
  decision?: Decision;
  bundle?: BundleRef;
}

/** Writes sealed entries to an open ledger. */
export class TestWriter {
  readonly evidence: Evidence;
  readonly ledger: Ledger;
  readonly #keys = new Map<string, { key: ExchangeKey; intent?: number }>();

  private constructor(ledger: Ledger, evidence: Evidence) {
    this.ledger = ledger;
    this.evidence = evidence;
  }

  static async open(ledger: Ledger, dir: string): Promise<TestWriter> {
    const sessions = await Sessions.open({ key: TEST_KEY, idle: 1e6, max: 1e9 });
    const bodies = await BodyStore.open({ dir });
    const approvals = new ApprovalKeys(() => sessions.own);
    return new TestWriter(ledger, { sessions, bodies, approvals });
  }

  async intent({ id, input, decision, bundle }: TestDecision): Promise<void> {
    const key = await this.#begin(id);
    const intent = await appendSealed(this, key, {
      type: 'intent',
      clear: {
        id,
        session: key.session.id,
        connection: 'test',
        method: 'GET',
        identity: { issuer: agent.issuer, subject: agent.subject },
        action: decision!.action,
        reasons: decision!.reasons,
        bundle: bundle!,
        token_sha256: HEX,
      },
      purpose: 'intent',
      sealed: JSON.stringify({ input, decision }),
    });
    this.#keys.set(id, { key, intent });
  }

  async outcome(id: string, sealed: SealedOutcome = { headers: [], at: [] }): Promise<void> {
    const { key, intent } = this.#keys.get(id)!;
    await appendSealed(this, key, {
      type: 'outcome',
      clear: {
        id,
        intent: intent!,
        session: key.session.id,
        status: 200,
        masks: [],
        bytes: 2,
        duration_ms: 1,
      },
      purpose: 'outcome',
      sealed: JSON.stringify(sealed),
      subjects: sealed.subjects ?? [],
    });
  }

  async refusal(
    { id, input, decision, bundle }: TestDecision,
    { code, status, client }: { code: string; status: number; client: string },
  ): Promise<void> {
    const key = await this.#begin(id);
    const told = decision && { action: decision.action, reasons: decision.reasons };
    await appendSealed(this, key, {
      type: 'refusal',
      clear: {
        id,
        session: key.session.id,
        code,
        status,
        client,
        ...told,
        ...(bundle && { bundle }),
      },
      purpose: 'refusal',
      sealed: JSON.stringify({ input, decision }),
    });
  }

  async #begin(id: string): Promise<ExchangeKey> {
    const key = newExchangeKey(id, await this.evidence.sessions.of(agent));
    this.#keys.set(id, { key });
    return key;
  }
}
