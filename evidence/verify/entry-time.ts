/** The time of one entry after the other, as bytes: texts of the ledger's form sort as the times do. */
import { isTime } from './envelope.ts';

/** Bytes of a time. */
export const TIME_LENGTH = 24;
/** Where its milliseconds begin, and its last letter. */
const MILLISECONDS = 20;
const END = 23;

/** The time of the entry that was read last. */
export class EntryTime {
  readonly #bytes = Buffer.alloc(TIME_LENGTH);

  /** As text. */
  get text(): string {
    return this.#bytes.toString('latin1');
  }

  /** Takes the time at `at`: whether it rose, stayed or fell; undefined where it is none. */
  take(buffer: Buffer, at: number): 'same' | 'rose' | 'fell' | undefined {
    const bytes = this.#bytes;
    let odd = 0;
    while (odd < TIME_LENGTH && buffer[at + odd] === bytes[odd]) odd += 1;
    if (odd === TIME_LENGTH) return 'same';
    // Most times differ from the one before in their milliseconds alone.
    const quick = odd >= MILLISECONDS && isDigits(buffer, at + odd, at + END);
    if (!quick && !isTime(buffer.toString('latin1', at, at + TIME_LENGTH))) return undefined;
    const fell = buffer[at + odd]! < bytes[odd]!;
    buffer.copy(bytes, 0, at, at + TIME_LENGTH);
    return fell ? 'fell' : 'rose';
  }
}

/** Whether there are digits from `begin` to before `end`, and a Z behind them. */
function isDigits(buffer: Buffer, begin: number, end: number): boolean {
  for (let at = begin; at < end; at += 1)
    if (buffer[at]! < 0x30 || buffer[at]! > 0x39) return false;
  return buffer[end] === 0x5a;
}
