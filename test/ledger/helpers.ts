/** What the ledger's tests share: sample data, and a look at the files without the ledger's own code. */
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ExchangeKey, PackedBody, Session } from '../../gateway/ledger/contract.ts';
import { openLedger, type Ledger, type LedgerOptions } from '../../gateway/ledger/ledger.ts';
import { formatCheckpoint } from '../../gateway/ledger/notes/checkpoint.ts';
import {
  ED25519,
  generatePrivateKey,
  noteSigner,
  readPrivateKey,
} from '../../gateway/ledger/notes/keys.ts';
import { signNote } from '../../gateway/ledger/notes/sign.ts';
import type {
  IntentData,
  LedgerEntry,
  OutcomeData,
  RefusalData,
  StartData,
} from '../../gateway/types.ts';
import { readSegment, rootOf, segmentNames } from './verify.ts';

const bundle = { revision: 'r1', digest: `sha256:${'a'.repeat(64)}` };
const ORIGIN = 'regent.test/g1';

export const start: StartData = { gateway: 'g1', version: '0.1.0', bundle };

/** The key that signs in all tests of a process and in its children. */
export const signingKey = (process.env.REGENT_TEST_KEY ??= makeKey());
export const signer = noteSigner(ORIGIN, ED25519, readPrivateKey(readFileSync(signingKey)));

function makeKey(): string {
  const dir = mkdtempSync(join(tmpdir(), 'regent-keys-'));
  process.once('exit', () => rmSync(dir, { recursive: true }));
  const file = join(dir, 'checkpoint.pem');
  writeFileSync(file, generatePrivateKey());
  // Some tests run as nobody.
  chmodSync(dir, 0o755);
  return file;
}

/** An intent that belongs to no session. */
export function intent(id: string): IntentData {
  const data: Partial<IntentData> = {
    id,
    connection: 'crm',
    method: 'GET',
    identity: { issuer: 'https://issuer.test', subject: 'support-agent' },
    action: 'mask',
    reasons: ['support-read'],
    bundle,
    token_sha256: 'b'.repeat(64),
    sealed: 'c'.repeat(600),
  };
  return data as IntentData;
}

/** An outcome; the ledger of `open` fills in the number of its intent. */
export function outcome(id: string, of?: number): OutcomeData {
  const data: Partial<OutcomeData> = {
    id,
    ...(of !== undefined && { intent: of }),
    status: 200,
    upstream_status: 200,
    masks: [{ path: '$.email', with: 'redact', count: 1 }],
    bytes: 312,
    duration_ms: 1.5,
    sealed: 'd'.repeat(100),
  };
  return data as OutcomeData;
}

export function refusal(id: string, code = 'credentials-missing'): RefusalData {
  const data: Partial<RefusalData> = {
    id,
    code,
    status: 401,
    client: '127.0.0.1',
    sealed: 'e'.repeat(40),
  };
  return data as RefusalData;
}

export function session(): Session {
  const id = randomUUID();
  return { id, kek: 'test', wrapped: 'd'.repeat(80), key: randomBytes(32) };
}

/** A new exchange of a session, and its intent. */
export function exchangeOf(session: Session): { exchange: ExchangeKey; data: IntentData } {
  const exchange = { id: randomUUID(), session, key: randomBytes(32) };
  return { exchange, data: { ...intent(exchange.id), session: session.id } };
}

/** The outcome of an exchange whose intent is durable. */
export function outcomeOf({ id, session, at }: ExchangeKey): OutcomeData {
  return { ...outcome(id), session: session.id, key: at! };
}

/** A body, and how an entry names it. */
export function body(length: number): {
  packed: PackedBody;
  body: { object: string; bytes: number };
} {
  const bytes = randomBytes(length);
  const digest = createHash('sha256').update(bytes).digest();
  return { packed: { digest, bytes }, body: { object: digest.toString('hex'), bytes: length } };
}

/** Opens a ledger that knows of an outcome which intent it belongs to. */
export async function open(dir: string, more: Partial<LedgerOptions> = {}): Promise<Ledger> {
  const ledger = await openLedger({
    dir,
    segmentBytes: 1 << 20,
    segmentAge: 86_400_000,
    gateway: 'g1',
    refusalsPerSecond: 10,
    origin: ORIGIN,
    signingKey,
    ...more,
  });
  const intents = new Map<string, number>();
  const append: Ledger['append'] = async (type, data, attachments) => {
    const { id = '' } = (data ?? {}) as { id?: string };
    const intent = intents.get(id);
    const known = type === 'outcome' && intent !== undefined ? { id, intent, ...data } : data;
    const seq = await ledger.append(type, known, attachments);
    if (type === 'intent') intents.set(id, seq);
    return seq;
  };
  return {
    append,
    countRefusal: (data, attachments) => ledger.countRefusal(data, attachments),
    hold: (data) => ledger.hold(data),
    holds: () => ledger.holds(),
    withHolds: (work) => ledger.withHolds(work),
    settled: (work) => ledger.settled(work),
    upkeep: () => ledger.upkeep(),
    cosign: (size, lines) => ledger.cosign(size, lines),
    tile: (level, index, width) => ledger.tile(level, index, width),
    hashes: (size) => ledger.hashes(size),
    retry: () => ledger.retry(),
    status: () => ledger.status(),
    head: () => ledger.head(),
    close: () => ledger.close(),
  };
}

/** Paths of the segment files, in order. */
export function segmentPaths(dir: string): string[] {
  return segmentNames(dir).map((name) => join(dir, name));
}

/** Every whole line of the ledger, without line feeds. */
export function readLines(dir: string): string[] {
  const text = segmentPaths(dir)
    .map((path) => readSegment(path).toString())
    .join('');
  return text.split('\n').slice(0, -1);
}

/** The entries, but those that name the key. */
export function readEntries(dir: string): (LedgerEntry & { data: { id: string } })[] {
  return readLines(dir)
    .map((line) => JSON.parse(line) as LedgerEntry & { data: { id: string } })
    .filter(({ type }) => type !== 'signing-key');
}

/** The ids of the entries of one type, in order. */
export function idsOf(dir: string, type: string): string[] {
  return readEntries(dir)
    .filter((entry) => entry.type === type)
    .map((entry) => entry.data.id);
}

/** Hash of a leaf, RFC 6962 section 2.1, in hex. */
export function leafHash(line: string): string {
  return createHash('sha256').update('\0').update(line).digest('hex');
}

/** Chains entries as the format says, independently of the ledger's code; the first names the key. */
export function chain(entries: { type: string; data: unknown }[], at = '2026-01-02T03:04:05.678Z') {
  let prev = '0'.repeat(64);
  const all = [{ type: 'signing-key', data: { key: signer.vkey } as unknown }, ...entries];
  return all.map((entry, seq) => {
    const line = JSON.stringify({ v: 2, seq, prev, time: at, ...entry });
    prev = leafHash(line);
    return line;
  });
}

/** The files of a ledger with a checkpoint over the first `covered` lines, cut into segments at `cuts`. */
export function filesOf(
  lines: string[],
  { covered, cuts = [] }: { covered: number; cuts?: number[] },
): Record<string, string> {
  // Without a lock the start waits for whoever may hold a deleted one.
  const files: Record<string, string> = { 'lock.db': '' };
  const bounds = [0, ...cuts, lines.length];
  for (const [at, first] of bounds.slice(0, -1).entries()) {
    const name = String(first).padStart(12, '0');
    const last = bounds[at + 1]!;
    files[`${name}.ndjson`] = lines
      .slice(first, last)
      .map((line) => `${line}\n`)
      .join('');
    const size = Math.min(last, covered);
    if (size > first) {
      const note = checkpointOf(lines.slice(0, size));
      files[`${name}.checkpoints`] =
        `${JSON.stringify({ time: '2026-01-02T03:04:05.678Z', note })}\n`;
      files.checkpoint = note;
    }
  }
  return files;
}

/** The checkpoint over all of these lines. */
function checkpointOf(lines: string[]): string {
  const root = rootOf(lines.map((line) => Buffer.from(leafHash(line), 'hex')));
  return signNote(formatCheckpoint({ origin: ORIGIN, size: lines.length, root }), signer);
}

/** The rejection of a promise, or undefined. */
export async function rejection(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => undefined,
    (error: unknown) => error,
  );
}
