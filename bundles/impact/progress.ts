/** A progress bar for a terminal. */
import type { WriteStream } from 'node:tty';

const CELLS = 30;
/** Milliseconds between two pictures. */
const PAUSE = 100;

/** Draws on a terminal; on anything else it does nothing. */
export class ProgressBar {
  readonly #stream: Pick<WriteStream, 'isTTY' | 'write'>;
  #drawn = 0;

  constructor(stream: Pick<WriteStream, 'isTTY' | 'write'>) {
    this.#stream = stream;
  }

  /** Shows how many bytes of all are read, and how many records are done. */
  draw(bytes: number, of: number, records: number): void {
    const now = performance.now();
    if (!this.#stream.isTTY || now - this.#drawn < PAUSE) return;
    this.#drawn = now;
    const share = of === 0 ? 1 : Math.min(1, bytes / of);
    const bar = '='.repeat(Math.round(share * CELLS)).padEnd(CELLS);
    const text = `[${bar}] ${String(Math.floor(share * 100)).padStart(3)} %  ${records.toLocaleString('en')} records`;
    this.#stream.write(`\r\x1b[K${text}`);
  }

  /** Takes the bar away. */
  clear(): void {
    if (this.#drawn > 0) this.#stream.write('\r\x1b[K');
  }
}
