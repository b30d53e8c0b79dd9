/**
 * Reads a segment that is not as it was written, and says of each entry what became of it. An entry's leaf hash is
 * known twice beside the entry itself, from the tile and from `prev` of the entry behind it: what two of them say is
 * taken, so that one change is one fault and what is behind it is measured as it was.
 */
import { HASH_BYTES, hashLeaf } from '../../gateway/ledger/tree/hash.ts';
import { isDamage } from '../../gateway/ledger/unpack-damage.ts';
import { readEnvelope, type Envelope } from './envelope.ts';
import { isExchangeType } from './exchange-types.ts';
import { ExchangeReader } from './exchanges.ts';
import { MAX_FAULTS, type Fault } from './faults.ts';
import { eachLine, eachLineOf, type TakeLine } from './lines.ts';
import { findMisplaced } from './misplaced.ts';
import { Scanner } from './scanner.ts';
import type { TileLeaves } from './tile-leaves.ts';
import { unpackDamaged } from './unpack.ts';
import type { SpecialEntry, WalkedSegment } from './walk.ts';

/** A line, and the entry that it is taken for. */
interface Line {
  number: number;
  bytes: Buffer;
  leaf: Buffer;
  envelope?: Envelope;
  seq?: number;
}

/** Where the segment lies. */
export interface Surroundings {
  file: string;
  path: string;
  compressed: boolean;
  first: number;
  /** Number of the entry that the next segment begins with, and what that says of this one's last. */
  next?: { first: number; prev: string | undefined };
  tiles: readonly TileLeaves[];
}

/** Reads the segment, its faults into `faults`. */
export async function diagnoseSegment(
  segment: Surroundings,
  faults: Fault[],
): Promise<WalkedSegment> {
  const before = faults.length;
  const { lines, torn } = await readLines(segment, faults);
  const expected = expectedByTiles(segment.tiles);
  placeLines(lines, segment, expected, faults);
  const end = segment.next?.first ?? endOf(lines, segment, expected);
  const chosen = chooseEntries(lines, segment, end, expected, faults);
  for (const line of findMisplaced(chosen.filter((line) => line !== undefined)))
    faults.push({ fault: 'reordered', file: segment.file, line: line.number, seq: line.seq! });
  const followed = await Scanner.lend((scanner) =>
    follow(chosen, { ...segment, end, expected, scanner }, faults),
  );
  return { ...followed, torn, sure: faults.length === before };
}

async function readLines(
  { file, path, compressed, next }: Surroundings,
  faults: Fault[],
): Promise<{ lines: Line[]; torn: number }> {
  let lines: Line[] = [];
  let torn = 0;
  let isCut = false;
  const take: TakeLine = (buffer, begin, end, ended) => {
    if (!ended && isCut) return true;
    if (!ended && next === undefined) {
      torn += end - begin;
      return true;
    }
    const line = lines.length + 1;
    if (!ended) faults.push({ fault: 'file-altered', file, line, detail: 'no line feed ends it' });
    const bytes = Buffer.from(buffer.subarray(begin, end));
    const envelope = ended ? readEnvelope(bytes) : undefined;
    lines.push({
      number: line,
      bytes,
      leaf: hashLeaf(bytes),
      ...(envelope && { envelope, seq: envelope.seq }),
    });
    return true;
  };
  try {
    await eachLine(path, compressed, take);
  } catch (error) {
    if (!isDamage(error)) throw error;
    faults.push({ fault: 'file-altered', file, detail: `it does not unpack: ${error.message}` });
    isCut = true;
    lines = [];
    await eachLineOf(await unpackDamaged(path), take);
  }
  return { lines, torn };
}

function expectedByTiles(tiles: readonly TileLeaves[]): Map<number, Buffer> {
  const expected = new Map<number, Buffer>();
  // The widest tile of an index comes first and counts.
  for (const { first, leaves } of tiles.toReversed())
    for (let at = 0; at < leaves.length / HASH_BYTES; at += 1)
      expected.set(first + at, leaves.subarray(at * HASH_BYTES, (at + 1) * HASH_BYTES));
  return expected;
}

/** Takes lines for the entries whose places they hold, where what they say of themselves cannot be. */
function placeLines(
  lines: Line[],
  segment: Surroundings,
  expected: Map<number, Buffer>,
  faults: Fault[],
): void {
  const { file, first, next } = segment;
  const claimed = new Set(lines.map(({ seq }) => seq));
  const isBehind = (seq: number): boolean => next !== undefined && seq >= next.first;
  for (const [at, line] of lines.entries()) {
    const before = lines[at - 1];
    const place = at === 0 ? first : before!.seq === undefined ? undefined : before!.seq + 1;
    const { seq } = line;
    if (seq !== undefined && isVouchedFor(line, lines[at + 1], expected)) {
      if (seq >= first && !isBehind(seq)) continue;
      faults.push({ fault: 'wrong-segment', file, line: line.number, seq });
      delete line.seq;
      continue;
    }
    if (seq !== undefined && (seq === place || seq === first) && !isBehind(seq)) continue;
    if (place !== undefined && !claimed.has(place) && !isBehind(place)) {
      line.seq = place;
      claimed.add(place);
    } else if (seq === undefined) {
      faults.push({ fault: 'not-an-entry', file, line: line.number });
    } else if (seq < first || isBehind(seq)) {
      faults.push({ fault: 'wrong-segment', file, line: line.number, seq });
      delete line.seq;
    }
    if (faults.length > MAX_FAULTS) return;
  }
}

function isVouchedFor(
  { seq, leaf }: Line,
  behind: Line | undefined,
  expected: Map<number, Buffer>,
): boolean {
  return (
    expected.get(seq!)?.equals(leaf) === true ||
    (behind?.envelope?.seq === seq! + 1 && behind.envelope.prev === leaf.toString('hex'))
  );
}

/** The last entry is the last that a line or a tile knows. */
function endOf(lines: Line[], { first }: Surroundings, expected: Map<number, Buffer>): number {
  const known = [...expected.keys(), ...lines.map(({ seq }) => seq ?? -1)];
  return known.reduce((end, seq) => Math.max(end, seq + 1), first);
}

/** Of each entry the line that is it; from the last to the first, since each entry knows the one before. */
function chooseEntries(
  lines: Line[],
  segment: Surroundings,
  end: number,
  expected: Map<number, Buffer>,
  faults: Fault[],
): (Line | undefined)[] {
  const { file, first, next } = segment;
  const claims = Map.groupBy(
    lines.filter(({ seq }) => seq !== undefined),
    ({ seq }) => seq!,
  );
  const chosen: (Line | undefined)[] = [];
  // What the entry behind says of this one, and whether something else vouches for that entry.
  let prev = next?.prev;
  let sure = false;
  for (let seq = end - 1; seq >= first; seq -= 1) {
    const tile = expected.get(seq)?.toString('hex');
    const candidates = claims.get(seq) ?? [];
    const known = [tile, prev].filter((leaf) => leaf !== undefined);
    const good = candidates.find(({ leaf }) => known.includes(leaf.toString('hex')));
    const line = good ?? candidates[0];
    for (const other of candidates)
      if (other !== line) faults.push({ fault: 'repeated', file, line: other.number, seq });
    if (line === undefined) {
      noteMissing(faults, file, seq);
    } else if (good === undefined && (tile !== undefined || (prev !== undefined && sure))) {
      const fault = line.envelope === undefined ? 'unreadable' : 'altered';
      faults.push({ fault, file, line: line.number, seq });
    } else if (good === undefined && line.envelope === undefined) {
      faults.push({ fault: 'unreadable', file, line: line.number, seq });
    } else if (good === undefined && line.envelope?.seq !== seq) {
      faults.push({ fault: 'altered', file, line: line.number, seq });
    } else if (good === undefined && prev !== undefined) {
      faults.push({ fault: 'altered-or-next', file, line: line.number, seq });
    }
    if (good === undefined && known[0] !== undefined)
      expected.set(seq, Buffer.from(known[0], 'hex'));
    // Nothing vouches for the last entry of all but that it knows the one before.
    if (good && !sure && prev !== undefined && prev !== good.leaf.toString('hex') && seq + 1 < end)
      faults.push({ fault: 'altered', file, seq: seq + 1 });
    sure = good !== undefined;
    prev = line?.envelope?.seq === seq ? line.envelope.prev : undefined;
    if (good === undefined && known.length > 0 && tile !== undefined) prev = undefined;
    chosen.push(line);
  }
  return chosen.toReversed();
}

/** Missing entries that follow one another are one fault. They come from the last to the first. */
function noteMissing(faults: Fault[], file: string, seq: number): void {
  const last = faults.at(-1);
  if (last?.fault === 'missing' && last.seq === seq + 1) {
    last.to ??= last.seq;
    last.seq = seq;
  } else faults.push({ fault: 'missing', file, seq });
}

/** What the entries say, of those that are as they were. */
function follow(
  chosen: (Line | undefined)[],
  {
    file,
    first,
    end,
    expected,
    scanner,
  }: Surroundings & { end: number; expected: Map<number, Buffer>; scanner: Scanner },
  faults: Fault[],
): Omit<WalkedSegment, 'torn' | 'sure'> {
  const leaves = Buffer.alloc((end - first) * HASH_BYTES);
  const exchanges = new ExchangeReader(first);
  const special: SpecialEntry[] = [];
  const altered = new Set(
    faults.filter(({ fault }) => fault !== 'reordered').map(({ seq }) => seq),
  );
  let [firstTime, lastTime] = ['', ''];
  for (const [at, line] of chosen.entries()) {
    const seq = first + at;
    const isKnown = line !== undefined && !altered.has(seq);
    const leaf = isKnown ? line.leaf : (expected.get(seq) ?? line?.leaf);
    leaf?.copy(leaves, at * HASH_BYTES);
    if (!line?.envelope || line.envelope.seq !== seq) continue;
    const { type, time, data } = line.envelope;
    if (type === 'start') exchanges.start(seq);
    else if (isExchangeType(type)) {
      exchanges.take(type, seq, scanner.readExchange(line.bytes, data));
      exchanges.takeBodies(seq, line.bytes, data, line.bytes.length);
    } else readSpecial(special, line, seq);
    if (altered.has(seq)) continue;
    if (time < lastTime && type !== 'clock')
      faults.push({ fault: 'out-of-time', file, line: line.number, seq });
    firstTime ||= time;
    lastTime = time;
  }
  return { leaves, firstTime, lastTime, exchanges: exchanges.end(), special };
}

function readSpecial(special: SpecialEntry[], line: Line, seq: number): void {
  const { type, time, data } = line.envelope!;
  if (!['signing-key', 'erasure', 'expiry', 'clock'].includes(type)) return;
  try {
    const value: unknown = JSON.parse(line.bytes.toString('utf8', data, line.bytes.length - 1));
    special.push({ seq, type, time, data: value });
  } catch {
    // It is altered, and said to be.
  }
}
