import type { BodyMasker } from '../contract.ts';
import { maskByUnit } from './mask-by-unit.ts';
import type { FormOptions } from './mask-document.ts';
import { maskEvent } from './sse-event.ts';

const CR = 0x0d;
const LF = 0x0a;
const BOM = Buffer.from('\u{feff}');

/** Settings of the masking of server-sent events. */
export interface SseOptions extends FormOptions {
  /** Data that passes though it is not JSON; `[DONE]`, which ends model streams, if absent. */
  sentinels?: readonly string[];
}

/**
 * Masks server-sent events (WHATWG HTML section 9.2): the data of each as one JSON document. An
 * event leaves with the blank line that ends it. The end of the body ends the last one too: a
 * browser drops it then, other readers may not.
 */
export function maskSse({ sentinels = ['[DONE]'], ...options }: SseOptions): BodyMasker {
  let atStart = true;
  return maskByUnit(
    {
      findEnd: createEventFinder(),
      maskUnit: (event) => {
        const marked = atStart && event.subarray(0, BOM.length).equals(BOM);
        atStart = false;
        if (!marked) return maskEvent(event, sentinels, options);
        const rest = maskEvent(event.subarray(BOM.length), sentinels, options);
        return Buffer.concat([BOM, rest]);
      },
    },
    options.limit,
  );
}

/** Finds the end of each blank line. */
function createEventFinder(): (chunk: Buffer, from: number) => number {
  let lineIsEmpty = true;
  /** What the carriage return ended that the last byte was. */
  let ended: 'nothing' | 'line' | 'event' = 'nothing';
  return (chunk, from) => {
    for (let at = from; at < chunk.length; at += 1) {
      const byte = chunk[at]!;
      const before = ended;
      ended = 'nothing';
      if (byte === LF && before !== 'nothing') {
        // A carriage return already ended the event, and this leaves at once after it.
        if (before === 'event') return at + 1;
      } else if (byte === CR || byte === LF) {
        if (byte === CR) ended = lineIsEmpty ? 'event' : 'line';
        if (lineIsEmpty) return at + 1;
        lineIsEmpty = true;
      } else {
        lineIsEmpty = false;
      }
    }
    return -1;
  };
}
