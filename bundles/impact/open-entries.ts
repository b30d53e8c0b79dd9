/** Reads a ledger as batches of lines, with the decisions that it seals opened. */
import { stat } from 'node:fs/promises';
import { SetupError } from '../../gateway/errors.ts';
import { parseLine } from '../../gateway/ledger/entry.ts';
import { Reader } from '../../gateway/ledger/read/reader.ts';
import type { KeyEncryption } from '../../gateway/ledger/seal/key-encryption.ts';
import { listSegments, readLines } from '../../gateway/ledger/segments.ts';
import type { LedgerEntry } from '../../gateway/types.ts';
import type { ClosedEntry } from './read-ledger.ts';
import { batchOf, type ReadEvents, type Source } from './source.ts';
import type { Batch } from './types.ts';

/** Bytes of a batch. */
const BATCH = 1 << 20;

/** Reads all segments in order. Throws SetupError where one cannot be read to its end, or no key opens it. */
export async function* readLedgerBatches(
  { path }: Pick<Source, 'path'>,
  keks: readonly KeyEncryption[],
  events: ReadEvents,
): AsyncGenerator<Batch, void> {
  const reader = new Reader({ dir: path, keks });
  let before = 0;
  for (const [file, segment] of (await listSegments(path)).entries()) {
    let pieces: { bytes: Buffer; number: number }[] = [];
    let length = 0;
    try {
      for await (const { bytes, number } of readLines(segment)) {
        const opened = await openLine(reader, bytes);
        pieces.push({ bytes: opened, number });
        length += opened.length;
        if (length < BATCH) continue;
        yield batchOf(file, pieces);
        pieces = [];
        length = 0;
      }
    } catch (error) {
      if (error instanceof SetupError) throw error;
      const fault = `${segment.path}: cannot be read to its end (${(error as Error).message})`;
      throw new SetupError([fault], error);
    }
    if (pieces.length > 0) yield batchOf(file, pieces);
    before += (await stat(segment.path).catch(() => ({ size: 0 }))).size;
    events.progress(before);
  }
}

/** A decision as it was opened; any other line as it is. */
async function openLine(reader: Reader, line: Buffer): Promise<Buffer> {
  const entry = parseLine(line);
  if (entry?.v !== 2 || (entry.type !== 'intent' && entry.type !== 'refusal')) return line;
  const data = entry.data as { id?: unknown; action?: unknown } | null;
  if (data?.action === undefined) return line;
  try {
    const opened = await reader.open(entry as LedgerEntry);
    if (opened.state === 'no-key') throw noKey();
    if (opened.state !== 'open') return closed({ type: 'erased' });
    const head = JSON.stringify({ type: 'opened', was: entry.type, id: data.id, time: entry.time });
    return Buffer.concat([
      Buffer.from(`${head.slice(0, -1)},"sealed":`),
      opened.text,
      Buffer.from('}'),
    ]);
  } catch (error) {
    if (error instanceof SetupError) throw error;
    return closed({ type: 'damaged', why: (error as Error).message });
  }
}

function closed(entry: ClosedEntry): Buffer {
  return Buffer.from(JSON.stringify(entry));
}

function noKey(): SetupError {
  return new SetupError([
    'what the ledger holds is encrypted: name its key by --config regent.yaml or --key-file',
  ]);
}
