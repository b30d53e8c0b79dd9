/** What the entries of a segment say that is not as it was written. */
import { HASH_BYTES } from '../../../gateway/ledger/tree/hash.ts';
import { isExchangeType } from '../../../gateway/ledger/exchange-types.ts';
import { ExchangeReader } from '../exchanges.ts';
import type { Fault } from '../faults.ts';
import type { Scanner } from '../scanner.ts';
import { readSpecial, type SpecialEntry } from '../special.ts';
import type { WalkedSegment } from '../walk.ts';
import type { Line, Surroundings } from './types.ts';

/** What the entries say, of those that are as they were. */
export function followEntries(
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
    } else readSpecial({ seq, type, time }, line.bytes, data, special);
    if (altered.has(seq)) continue;
    if (time < lastTime && type !== 'clock')
      faults.push({ fault: 'out-of-time', file, line: line.number, seq });
    firstTime ||= time;
    lastTime = time;
  }
  return { leaves, firstTime, lastTime, exchanges: exchanges.end(), special };
}
