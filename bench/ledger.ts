/** A ledger that is measured, and entries such as a gateway writes. */
import { randomBytes, randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { ExchangeKey, Session } from '../gateway/ledger/contract.ts';
import { openLedger, type Ledger } from '../gateway/ledger/ledger.ts';
import { newExchangeKey } from '../gateway/ledger/seal/exchange-key.ts';
import type { Storage } from '../gateway/ledger/storage.ts';
import type { IntentData, OutcomeData } from '../gateway/types.ts';

/** Bytes of a line around what is sealed in it. */
const CLEAR_BYTES = { intent: 710, outcome: 480, bundle: 230 };

/** As a gateway has them: read once, flat in memory. */
const BUNDLE = {
  revision: '2026-11-28',
  digest: Buffer.from(`sha256:${'a'.repeat(64)}`).toString(),
};
const TOKEN = Buffer.alloc(32, 'b').toString('hex');

const session: Session = {
  id: randomUUID(),
  kek: 'bench',
  wrapped: randomBytes(60).toString('base64'),
  key: randomBytes(32),
};

/** Opens the ledger of a gateway's state directory, with the key that it has where none is configured. */
export function openBenchLedger(dir: string, storage?: Storage): Promise<Ledger> {
  return openLedger({
    dir: join(dir, 'ledger'),
    segmentBytes: 64 * 2 ** 20,
    segmentAge: 86_400_000,
    gateway: 'bench',
    refusalsPerSecond: 10,
    origin: 'regent/bench',
    signingKey: join(dir, 'keys', 'checkpoint.pem'),
    ...(storage && { storage }),
  });
}

/** Appends an entry that belongs to no exchange, a line of about so many bytes. */
export async function appendEntry(ledger: Ledger, bytes: number): Promise<void> {
  const detail = sealed(bytes - CLEAR_BYTES.bundle);
  await ledger.append('bundle', { state: 'refused', code: 'bundle-invalid', detail });
}

/** Appends a request's intent, with the slot of its key, and its outcome, one after the other, lines of about so many bytes. */
export async function appendExchange(ledger: Ledger, bytes: number): Promise<void> {
  const exchange = newExchangeKey(randomUUID(), session);
  const intent = await ledger.append('intent', intentOf(exchange, bytes), { exchange });
  await ledger.append('outcome', outcomeOf(exchange, intent, bytes), { exchange });
}

function intentOf({ id }: ExchangeKey, bytes: number): IntentData {
  return {
    id,
    session: session.id,
    connection: 'crm',
    method: 'GET',
    identity: { issuer: 'https://issuer.example', subject: 'support-agent', client_id: 'copilot' },
    action: 'mask',
    reasons: ['support-reads-customer'],
    purpose: 'support-ticket',
    legal_basis: 'contract',
    bundle: BUNDLE,
    token_sha256: TOKEN,
    sealed: sealed(bytes - CLEAR_BYTES.intent),
  };
}

function outcomeOf({ id, at }: ExchangeKey, intent: number, bytes: number): OutcomeData {
  return {
    id,
    intent,
    session: session.id,
    key: at!,
    status: 200,
    upstream_status: 200,
    masks: [{ path: '$.email', with: 'redact', count: 1 }],
    bytes: 1024,
    duration_ms: 12.345,
    sealed: sealed(bytes - CLEAR_BYTES.outcome),
  };
}

/** Texts of each length that was asked for: each flat in memory, as a gateway makes them. */
const texts = new Map<number, string[]>();
const TEXTS = 256;

function sealed(length: number): string {
  let known = texts.get(length);
  if (!known) {
    const bytes = Math.ceil((Math.max(length, 64) * 3) / 4);
    known = Array.from({ length: TEXTS }, () => randomBytes(bytes).toString('base64'));
    texts.set(length, known);
  }
  return known[Math.floor(Math.random() * TEXTS)]!;
}
