/** What the ledger's tests share: sample data, and a look at the files without the ledger's own code. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openLedger, type Ledger, type LedgerOptions } from '../../gateway/ledger/ledger.ts';
import type {
  IntentData,
  LedgerEntry,
  OutcomeData,
  RefusalData,
  StartData,
} from '../../gateway/types.ts';

const bundle = { revision: 'r1', digest: `sha256:${'a'.repeat(64)}` };

export const start: StartData = { gateway: 'g1', version: '0.1.0', bundle };

export function intent(id: string): IntentData {
  return {
    id,
    input: {
      identity: {
        issuer: 'https://issuer.test',
        subject: 'support-agent',
        actors: [{ subject: 'planner' }],
        groups: ['support'],
        expires_at: 1_767_323_045,
      },
      connection: { name: 'crm' },
      request: {
        method: 'GET',
        host: 'crm.test',
        path: '/customers/17',
        segments: ['customers', '17'],
        query: { fields: ['name'] },
        query_string: 'fields=name',
        headers: { accept: 'application/json' },
      },
      time: {
        rfc3339: '2026-01-02T03:04:05.678Z',
        unix_ms: 1_767_323_045_678,
        weekday: 'fri',
        hour: 3,
        minute: 4,
      },
      gateway: { id: 'g1', version: '0.1.0' },
      trace: { trace_id: '0af7651916cd43dd8448eb211c80319c' },
    },
    token_sha256: 'b'.repeat(64),
    decision: {
      action: 'mask',
      reasons: ['support-read'],
      masks: [
        { path: '$.email', with: 'redact' },
        { path: '$.phone', with: 'partial' },
      ],
    },
    bundle,
  };
}

export function outcome(id: string): OutcomeData {
  return {
    id,
    status: 200,
    upstream_status: 200,
    masks: [{ path: '$.email', with: 'redact', count: 1 }],
    bytes: 312,
    body_sha256: 'c'.repeat(64),
    duration_ms: 1.5,
  };
}

export function refusal(id: string, code = 'credentials-missing'): RefusalData {
  return { id, code, status: 401, client: '127.0.0.1' };
}

export function open(dir: string, more: Partial<LedgerOptions> = {}): Promise<Ledger> {
  return openLedger({
    dir,
    segmentBytes: 1 << 20,
    gateway: 'g1',
    refusalsPerSecond: 10,
    ...more,
  });
}

/** Paths of the segment files, in order. */
export function segmentPaths(dir: string): string[] {
  return readdirSync(dir)
    .filter((name) => name.endsWith('.ndjson'))
    .toSorted()
    .map((name) => join(dir, name));
}

/** Every whole line of the ledger, without line feeds. */
export function readLines(dir: string): string[] {
  const text = segmentPaths(dir)
    .map((path) => readFileSync(path, 'utf8'))
    .join('');
  return text.split('\n').slice(0, -1);
}

export function readEntries(dir: string): (LedgerEntry & { data: { id: string } })[] {
  return readLines(dir).map((line) => JSON.parse(line) as LedgerEntry & { data: { id: string } });
}

/** The ids of the entries of one type, in order. */
export function idsOf(dir: string, type: string): string[] {
  return readEntries(dir)
    .filter((entry) => entry.type === type)
    .map((entry) => entry.data.id);
}

export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** Chains entries as the format says, independently of the ledger's code. */
export function chain(entries: { type: string; data: unknown }[], seq = 0, prev = '0'.repeat(64)) {
  return entries.map((entry) => {
    const line = JSON.stringify({ v: 1, seq, prev, time: '2026-01-02T03:04:05.678Z', ...entry });
    seq += 1;
    prev = sha256(line);
    return line;
  });
}

/** The rejection of a promise, or undefined. */
export async function rejection(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => undefined,
    (error: unknown) => error,
  );
}
