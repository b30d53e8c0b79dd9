import { ByteStore } from './byte-store.ts';
import { tooMuch } from './refuse.ts';

/** Gathers the bytes of a value that must be known whole, up to a limit. */
export class Capture {
  readonly #limit: number;
  readonly #earlier = new ByteStore();
  #start = 0;
  #isOpen = false;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Whether a value is being gathered. */
  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** A value begins. */
  open(at: number): void {
    this.#isOpen = true;
    this.#start = at;
  }

  /** The chunk is over, and the value goes on. */
  carry(bytes: Buffer): void {
    this.#add(bytes, bytes.length);
    this.#start = 0;
  }

  /** The value has ended: its bytes. They are no copy where they are all of one chunk. */
  close(bytes: Buffer, end: number): Buffer {
    this.#isOpen = false;
    if (this.#earlier.length === 0 && end - this.#start <= this.#limit) {
      return bytes.subarray(this.#start, end);
    }
    this.#add(bytes, end);
    return this.#earlier.take();
  }

  #add(bytes: Buffer, end: number): void {
    const length = this.#earlier.length + end - this.#start;
    if (length > this.#limit) throw tooMuch('a value that must be read whole', this.#limit);
    this.#earlier.append(bytes, this.#start, end);
  }
}
