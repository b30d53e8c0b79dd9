/** Checks a ledger as the format says, without the ledger's own code, so that tests do not measure it by itself. */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { zstdDecompressSync } from 'node:zlib';
import { parseVkey } from '../../gateway/ledger/notes/keys.ts';
import { parseCheckpoint } from '../../gateway/ledger/notes/checkpoint.ts';
import { openNote } from '../../gateway/ledger/notes/sign.ts';

interface Entry {
  v: number;
  seq: number;
  prev: string;
  time: string;
  type: string;
  data: Record<string, unknown>;
}

/** What was found. */
export interface Verification {
  /** Besides those of type `signing-key`. */
  entries: number;
  segments: number;
  /** Entries that the newest checkpoint covers. */
  covered: number;
  checkpoints: number;
  /** Intents without outcome since the last start. */
  open: number;
  faults: string[];
}

export function verifyLedger(dir: string): Verification {
  const faults: string[] = [];
  const lines: Buffer[] = [];
  const entries: Entry[] = [];
  const names = segmentNames(dir);
  for (const name of names) {
    if (Number.parseInt(name, 10) !== lines.length) faults.push(`${name}: wrong file`);
    const bytes = readSegment(join(dir, name));
    if (bytes.length > 0 && bytes.at(-1) !== 0x0a) faults.push(`${name}: unended line`);
    const before = entries.length;
    for (const line of split(bytes)) {
      lines.push(line);
      entries.push(JSON.parse(line.toString()) as Entry);
    }
    checkAttached(dir, Number.parseInt(name, 10), entries.slice(before), faults);
  }
  const leaves = lines.map((line) => sha256(Buffer.concat([Buffer.of(0), line])));
  for (const [seq, { v, seq: said, prev, time, type }] of entries.entries()) {
    const hash = seq === 0 ? '0'.repeat(64) : leaves[seq - 1]!.toString('hex');
    if (v !== 2 || said !== seq || prev !== hash) faults.push(`${seq}: not chained`);
    if (seq > 0 && type !== 'clock' && time < entries[seq - 1]!.time) faults.push(`${seq}: time`);
  }
  const signed = checkCheckpoints(dir, entries, leaves, faults);
  checkTiles(dir, leaves, signed.covered, faults);
  return {
    entries: entries.filter(({ type }) => type !== 'signing-key').length,
    segments: names.length,
    ...signed,
    open: checkIntents(entries, faults),
    faults,
  };
}

/** Names of the segment files, in order. */
export function segmentNames(dir: string): string[] {
  const all = new Set(readdirSync(dir).filter((name) => /^\d{12}\.ndjson(\.zst)?$/.test(name)));
  // Of one that is being packed both may be there, and the plain one counts.
  return [...all]
    .filter((name) => !name.endsWith('.zst') || !all.has(name.slice(0, -'.zst'.length)))
    .toSorted();
}

export function readSegment(path: string): Buffer {
  const bytes = readFileSync(path);
  return path.endsWith('.zst') ? zstdDecompressSync(bytes) : bytes;
}

/** Slots in the order of the entries, bodies with their digests. */
function checkAttached(dir: string, first: number, entries: Entry[], faults: string[]): void {
  const read = (suffix: string): Buffer => {
    const path = join(dir, `${String(first).padStart(12, '0')}.${suffix}`);
    return existsSync(path) ? readFileSync(path) : Buffer.alloc(0);
  };
  const slots = read('keys');
  const ids = entries
    .filter(({ data, type }) => type !== 'session' && 'session' in data && !('key' in data))
    .map(({ data }) => String(data.id).replaceAll('-', ''));
  const found = Array.from({ length: slots.length / 80 }, (_, at) =>
    slots.toString('hex', at * 80, at * 80 + 16),
  );
  if (slots.length % 80 !== 0 || ids.join() !== found.join()) faults.push(`${first}: slots`);
  const sessions = new Set<unknown>();
  for (const { type, data } of entries) {
    if (type === 'session') sessions.add(data.session);
    else if ('session' in data && !sessions.has(data.session)) faults.push(`${first}: session`);
  }
  const bodies = read('bodies');
  const digests = new Set<string>();
  for (let at = 0; at < bodies.length;) {
    const end = at + 40 + Number(bodies.readBigUInt64BE(at + 32));
    const digest = bodies.toString('hex', at, at + 32);
    if (sha256(bodies.subarray(at + 40, end)).toString('hex') !== digest)
      faults.push(`${first}: body`);
    digests.add(digest);
    at = end;
  }
  const named = entries.flatMap(({ data }) =>
    [data.body, data.request_body].flatMap((body) =>
      body ? [(body as { object: string }).object] : [],
    ),
  );
  for (const digest of named) if (!digests.delete(digest)) faults.push(`${first}: no body`);
  if (digests.size > 0) faults.push(`${first}: spare body`);
}

function checkCheckpoints(
  dir: string,
  entries: Entry[],
  leaves: Buffer[],
  faults: string[],
): { covered: number; checkpoints: number } {
  const keys = entries
    .filter(({ type }) => type === 'signing-key')
    .map(({ data }) => parseVkey(String(data.key)));
  const levels = perfect(leaves);
  let covered = 0;
  let checkpoints = 0;
  let newest = '';
  for (const name of readdirSync(dir)
    .filter((name) => name.endsWith('.checkpoints'))
    .toSorted())
    for (const line of split(readFileSync(join(dir, name)))) {
      const { note } = JSON.parse(line.toString()) as { note: string };
      const { size, root } = parseCheckpoint(openNote(note, keys).text);
      if (size < covered) faults.push(`checkpoint ${size}: size falls`);
      if (!rootAt(levels, size).equals(root)) faults.push(`checkpoint ${size}: root`);
      if (size <= Number.parseInt(name, 10)) faults.push(`checkpoint ${size}: file`);
      covered = size;
      checkpoints += 1;
      newest = note;
    }
  if (covered > 0 && readFileSync(join(dir, 'checkpoint'), 'utf8') !== newest)
    faults.push('checkpoint: another');
  return { covered, checkpoints };
}

/** Tiles of level 0 and 1 of the tree that is signed. */
function checkTiles(dir: string, leaves: Buffer[], covered: number, faults: string[]): void {
  let level = leaves.slice(0, covered);
  for (let number = 0; level.length > 0; number += 1) {
    const above: Buffer[] = [];
    for (let at = 0; at < level.length; at += 256) {
      const hashes = level.slice(at, at + 256);
      const name = String(at / 256).padStart(3, '0');
      const suffix = hashes.length < 256 ? `.p/${hashes.length}` : '';
      const path = join(dir, 'tile', String(number), `${name}${suffix}`);
      if (!existsSync(path) || !readFileSync(path).equals(Buffer.concat(hashes)))
        faults.push(`tile ${number}/${name}${suffix}`);
      if (hashes.length === 256) above.push(rootOf(hashes));
    }
    level = above;
  }
}

function checkIntents(entries: Entry[], faults: string[]): number {
  let open = new Map<number, string>();
  for (const { seq, type, data } of entries) {
    if (type === 'start') {
      if (open.size > 0) faults.push(`${seq}: start with open intents`);
      open = new Map();
    } else if (type === 'intent') {
      if ([...open.values()].includes(data.id as string)) faults.push(`${seq}: intent twice`);
      open.set(seq, data.id as string);
    } else if (type === 'outcome') {
      if (open.get(data.intent as number) !== data.id) faults.push(`${seq}: stray outcome`);
      open.delete(data.intent as number);
    }
  }
  return open.size;
}

/** The hashes of all perfect subtrees, by their height. */
function perfect(leaves: Buffer[]): Buffer[][] {
  const levels = [leaves];
  for (let below = leaves; below.length > 1; levels.push(below))
    below = Array.from({ length: Math.floor(below.length / 2) }, (_, at) =>
      sha256(Buffer.concat([Buffer.of(1), below[2 * at]!, below[2 * at + 1]!])),
    );
  return levels;
}

/** The root at a size: its perfect subtrees, from the right. */
function rootAt(levels: Buffer[][], size: number): Buffer {
  let root: Buffer | undefined;
  for (let height = 0, end = size; end > 0; height += 1, end = Math.floor(end / 2)) {
    if (end % 2 === 0) continue;
    const left = levels[height]![end - 1]!;
    root = root ? sha256(Buffer.concat([Buffer.of(1), left, root])) : left;
  }
  return root!;
}

/** RFC 6962 section 2.1, as it is written there. */
export function rootOf(leaves: Buffer[]): Buffer {
  if (leaves.length === 0) return sha256(Buffer.alloc(0));
  if (leaves.length === 1) return leaves[0]!;
  let split = 1;
  while (split * 2 < leaves.length) split *= 2;
  const [left, right] = [rootOf(leaves.slice(0, split)), rootOf(leaves.slice(split))];
  return sha256(Buffer.concat([Buffer.of(1), left, right]));
}

function split(bytes: Buffer): Buffer[] {
  const lines: Buffer[] = [];
  let begin = 0;
  for (let end = bytes.indexOf(0x0a); end >= 0; end = bytes.indexOf(0x0a, begin)) {
    lines.push(bytes.subarray(begin, end));
    begin = end + 1;
  }
  return lines;
}

function sha256(bytes: Buffer): Buffer {
  return createHash('sha256').update(bytes).digest();
}
