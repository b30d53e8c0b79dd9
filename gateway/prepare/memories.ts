/**
 * The memories of the preparing thread. Each is filled for one bundle and, once nobody uses that any
 * more, for another: V8 counts a new one with its full size in each thread that sees it, and so collects
 * all garbage there; and a page that is written to for the first time costs a microsecond or more.
 */
import { createMemory } from '../decision/fill-memory.ts';
import type { PolicyLimits } from '../types.ts';

/** A memory, and the number by which the threads speak of it. */
export interface Place {
  id: number;
  memory: WebAssembly.Memory;
  /** Whether the other thread has it. */
  known: boolean;
}

/** All of a thread. */
export interface Memories {
  /** An empty one, for a bundle. Throws RangeError where there is no room for another. */
  take(): Place;
  /** Nobody uses it, nor anything in it: it is emptied up to the address `reached`, and taken again. */
  empty(id: number, reached: number): void;
  /** It is not taken again. */
  drop(id: number): void;
  /** To be called while nothing waits: makes the next one ready for as many bytes, unless there is one. */
  renew(bytes: number): void;
}

/** Bytes that are touched beforehand, at most. */
const TOUCHED = 32 * 1024 * 1024;

/** For policies of these limits; none is made yet. */
export function createMemories(limits: PolicyLimits): Memories {
  /**
   * Also those that the other thread alone uses, so that a large one, which takes long to give back, is
   * given back here and not where requests are answered.
   */
  const taken = new Map<number, Place>();
  const spare: Place[] = [];
  let last = 0;

  const create = (): Place => {
    const memory = createMemory(limits);
    last += 1;
    return { id: last, memory, known: false };
  };
  const clear = (memory: WebAssembly.Memory, bytes: number): void => {
    new Uint8Array(memory.buffer).fill(0, 0, Math.min(bytes, memory.buffer.byteLength));
  };

  return {
    take() {
      const place = spare.pop() ?? create();
      taken.set(place.id, place);
      return place;
    },
    empty(id, reached) {
      const place = taken.get(id);
      if (!place) return;
      taken.delete(id);
      clear(place.memory, reached);
      spare.push(place);
    },
    drop: (id) => void taken.delete(id),
    renew(bytes) {
      if (spare.length > 0) return;
      try {
        const place = create();
        clear(place.memory, Math.min(bytes, TOUCHED));
        spare.push(place);
      } catch {
        // Then the next bundle says so, or there is room by then.
      }
    },
  };
}
