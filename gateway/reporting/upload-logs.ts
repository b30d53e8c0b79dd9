/** Uploads the ledger's decisions. The ledger is the buffer: what the server took moves a position on. */
import { setTimeout as sleep } from 'node:timers/promises';
import { hashLine } from '../ledger/entry.ts';
import type { Counted, LogState } from './contract.ts';
import { makeEvent, type EventOptions, type LogEvent } from './make-event.ts';
import { pack } from './pack.ts';
import { keepPosition, readPosition, type Position } from './position.ts';
import { findBeginning, readLines, type LedgerFiles } from './read-lines.ts';
import { retry, type RetryOptions } from './retry.ts';
import { describeFault, send, type Receiver } from './send.ts';

/** What the upload needs; `delay` in milliseconds. */
export interface LogOptions extends EventOptions {
  receiver: Receiver;
  ledger: LedgerFiles;
  /** File of the position. */
  file: string;
  delay: number;
  /** Of an upload, compressed. */
  uploadBytes: number;
  pauses: Pick<RetryOptions, 'first' | 'last'>;
  count: (what: Counted, number: number) => void;
  log: (level: 'info' | 'warn', facts: object, message: string) => void;
  signal: AbortSignal;
}

/** An event, and the position behind its entry. */
type Placed = LogEvent & { after: Position };

const BEGINNING: Position = { seq: 0, segment: 0, offset: 0 };

/** Goes through the ledger from the kept position on; where there is none, from its oldest entry. */
export class LogUpload {
  readonly #options: LogOptions;
  #position: Position = BEGINNING;
  /** Whether the next line must be shown to follow the kept position. */
  #unproven = true;
  /** Bytes of text for a byte of upload. */
  #ratio = 8;
  readonly #state: Omit<LogState, 'behind'> = { uploaded: 0, refused: 0, missing: 0, erased: 0 };

  constructor(options: LogOptions) {
    this.#options = options;
  }

  /** How it goes. */
  get state(): LogState {
    const behind = this.#options.ledger.durable() + 1 - this.#position.seq;
    return { ...this.#state, behind: Math.max(0, behind) };
  }

  /** Uploads until the signal ends it; never rejects. */
  async run(): Promise<void> {
    const { signal, delay, file, pauses } = this.#options;
    const failed = (error: unknown): void => this.#note(error, 'the ledger was not read');
    try {
      this.#position = (await readPosition(file)) ?? (await this.#beginning());
      for (;;) {
        const atEnd = await retry(() => this.#round(), { ...pauses, failed, signal });
        if (atEnd) await sleep(delay, undefined, { signal });
      }
    } catch (error) {
      if (!signal.aborted) this.#note(error, 'decision logs are uploaded no more');
    }
  }

  /** Uploads what one or more uploads hold; gives whether nothing is left. */
  async #round(): Promise<boolean> {
    const { ledger, uploadBytes } = this.#options;
    const events: Placed[] = [];
    let size = 0;
    let from = this.#position;
    let atEnd = false;
    while (!atEnd && size < uploadBytes * this.#ratio) {
      if (!(await this.#isSameLedger(from))) return false;
      const { lines, next, missing } = await readLines(ledger, from);
      if (missing > 0) this.#miss(missing, from.seq);
      for (const { bytes, seq, after } of lines) {
        const read = await makeEvent(bytes, ledger.reader, this.#options);
        if (read === 'unreadable') this.#miss(1, seq);
        if (read === 'erased') this.#count('erased', 1);
        if (typeof read === 'string') continue;
        events.push({ ...read.event, after: { ...after, prev: hashLine(bytes) } });
        size += read.event.text.length;
      }
      atEnd = next === from;
      from = next;
    }
    if (events.length > 0) await this.#deliver(events);
    this.#position = from;
    return atEnd;
  }

  /** Uploads these events in order, in halves where that is too large or refused. */
  async #deliver(events: Placed[]): Promise<void> {
    const { uploadBytes } = this.#options;
    const { body, ratio } = await pack(events);
    this.#ratio = ratio;
    const splits = events.length > 1;
    if (body.length > uploadBytes && splits) return await this.#deliverHalves(events);
    const status = await this.#send(body);
    if (status !== undefined && splits) return await this.#deliverHalves(events);
    if (status === undefined) this.#count('uploaded', events.length);
    else this.#refuse(events[0]!, status);
    await this.#advance(events.at(-1)!.after);
  }

  async #deliverHalves(events: Placed[]): Promise<void> {
    const half = Math.ceil(events.length / 2);
    await this.#deliver(events.slice(0, half));
    await this.#deliver(events.slice(half));
  }

  async #send(body: Buffer<ArrayBuffer>): Promise<number | undefined> {
    const { receiver, pauses, signal } = this.#options;
    const failed = (error: unknown): void => this.#note(error, 'decisions were not uploaded');
    const post = (): Promise<number | undefined> =>
      send(receiver, body, { 'content-encoding': 'gzip' }, signal);
    const status = await retry(post, { ...pauses, failed, signal });
    this.#state.last_upload = new Date().toISOString();
    delete this.#state.fault;
    return status;
  }

  async #advance(position: Position): Promise<void> {
    this.#position = position;
    // Where it cannot be kept, decisions are uploaded twice after a restart, and none is lost.
    await keepPosition(this.#options.file, position).catch((error: unknown) => {
      this.#note(error, 'how far decisions are uploaded was not kept');
    });
  }

  /** A ledger that was moved away, and another begun, is read from its beginning. */
  async #isSameLedger(from: Position): Promise<boolean> {
    const { seq, prev } = from;
    const { ledger, log } = this.#options;
    if (!this.#unproven || seq === ledger.durable() + 1) return true;
    const line = prev === undefined ? undefined : await this.#lineAt(from);
    this.#unproven = false;
    if (prev === undefined || line === 'gone') return true;
    if (line?.includes(`"prev":"${prev}"`) === true) return true;
    log('warn', { seq }, 'the ledger is another one: its decisions are uploaded from the first on');
    this.#position = await this.#beginning();
    return false;
  }

  /** The line at a position; undefined where the files cannot have one there. */
  async #lineAt(position: Position): Promise<Buffer | 'gone' | undefined> {
    for (let at = position; ;) {
      const { lines, next, missing } = await readLines(this.#options.ledger, at);
      if (missing > 0) return 'gone';
      if (lines[0] || next === at) return lines[0]?.bytes;
      at = next;
    }
  }

  async #beginning(): Promise<Position> {
    return (await findBeginning(this.#options.ledger.dir)) ?? BEGINNING;
  }

  #refuse({ id, after }: Placed, status: number): void {
    this.#count('refused', 1);
    const facts = { id, seq: after.seq - 1, status };
    this.#options.log('warn', facts, 'the server refuses a decision: it is left out');
  }

  #miss(number: number, seq: number): void {
    this.#count('missing', number);
    const facts = { seq, entries: number };
    this.#options.log('warn', facts, 'entries of the ledger are missing, and not uploaded');
  }

  #count(what: Counted, number: number): void {
    this.#state[what] += number;
    this.#options.count(what, number);
  }

  #note(error: unknown, message: string): void {
    const fault = describeFault(error);
    if (this.#state.fault !== fault) this.#options.log('warn', { fault }, message);
    this.#state.fault = fault;
  }
}
