/** What the gateway's entries about itself say, in a sentence. */
import type { LedgerEntry } from '../../gateway/types.ts';

/** What an authority may ask about (Article 33), and what touches the record itself. */
export const INCIDENTS: ReadonlySet<string> = new Set([
  'recovered',
  'gap',
  'clock',
  'hold',
  'expiry',
]);

/** How the gateway was run (Article 32). */
export const OPERATIONS: ReadonlySet<string> = new Set([
  'start',
  'stop',
  'bundle',
  'signing-key',
  'delegation',
  'passkey',
]);

type Data = Record<string, unknown>;

const SENTENCES: Record<string, (data: Data) => string> = {
  start: (data) => `Gateway ${text(data, 'gateway')} began, version ${text(data, 'version')}.`,
  stop: () => 'The gateway ended after draining.',
  bundle: (data) =>
    data['state'] === 'activated'
      ? `Policy ${text(data['bundle'], 'revision')} (${text(data['bundle'], 'digest')}) decides from here on${signed(data)}.`
      : `A policy was refused: ${text(data, 'code')}. ${text(data, 'detail')}`,
  'signing-key': (data) => `Checkpoints are signed by ${text(data, 'key')} from here on.`,
  delegation: (data) =>
    data['state'] === 'made'
      ? `${person(data['from'])} let ${person(data['to'])} decide approvals instead, until ${text(data, 'until')}.`
      : `${person(data['to'])} no longer decides approvals for ${person(data['from'])}.`,
  passkey: (data) =>
    `Passkey ${text(data, 'passkey')} of ${person(data['by'])} was ${text(data, 'state')}.`,
  recovered: (data) =>
    `The gateway had ended without a stop: ${text(data, 'interrupted')} requests were under way, ${text(data, 'torn_bytes')} bytes of an entry that was never acknowledged were cut off.`,
  gap: (data) =>
    `The disk failed from ${text(data, 'from')} on (${text(data, 'error')}): ${text(data, 'rejected')} entries could not be written, and their requests were refused.`,
  clock: (data) =>
    `A clock behind the last entry was accepted by ${text(data, 'by')}: ${text(data, 'reason')} The time before was ${text(data, 'before')}.`,
  hold: (data) =>
    `Legal hold ${text(data, 'hold')} was ${text(data, 'state')} by ${text(data, 'by')}: ${text(data, 'reason')}`,
  expiry: (data) => {
    const segments = (data['segments'] ?? []) as { first: number; last: number }[];
    const ranges = segments.map(({ first, last }) => `${String(first)} to ${String(last)}`);
    // Or before: what is past its time is said again before the entry that said so goes too.
    return `By now retention has removed entries ${ranges.join(', ')}; their hashes stay.`;
  },
};

/** A sentence; it holds texts as they were recorded. */
export function describeEvent({ type, data }: LedgerEntry): string {
  return SENTENCES[type]?.(data as Data) ?? type;
}

function text(data: unknown, name: string): string {
  const value = (data as Data | undefined)?.[name];
  return typeof value === 'string' || typeof value === 'number' ? String(value) : 'unknown';
}

function person(data: unknown): string {
  return `${text(data, 'subject')} (${text(data, 'issuer')})`;
}

function signed(data: Data): string {
  return data['signed_by'] === undefined ? '' : `, signed by ${text(data, 'signed_by')}`;
}
