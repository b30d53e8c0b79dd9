/** Pairs lines and requests that differ in their time alone. */
import type { ForwardedRequest, LoggedRequest } from './types.ts';

/** A pair; `alone` where neither had another within the window. */
export interface Pair {
  line: LoggedRequest;
  request: ForwardedRequest;
  alone: boolean;
}

/** The lines of one time, and the nearest request that was free when it was looked for. */
interface Candidate {
  distance: number;
  lines: LoggedRequest[];
  request: number;
}

/**
 * One to one, the smallest distance first; of equal ones the earlier line and request.
 *
 * @param window the largest distance, in milliseconds
 */
export function pairClosest(
  lines: readonly LoggedRequest[],
  requests: readonly ForwardedRequest[],
  window: number,
): Pair[] {
  if (lines.length === 0) return [];
  // A log has one kind of time.
  const { at } = lines[0]!;
  const anchor = (request: ForwardedRequest): number =>
    at === 'start' ? request.start : (request.end ?? request.start);
  const sorted = requests.toSorted((a, b) => anchor(a) - anchor(b) || a.seq - b.seq);
  const free = new FreeTimes(sorted.map(anchor), window);
  const lineTimes = lines.map(({ time }) => time).toSorted((a, b) => a - b);
  const isAlone = (line: LoggedRequest, request: number): boolean =>
    free.countNear(line) === 1 &&
    countBetween(
      lineTimes,
      free.times[request]! - window - line.precision + 1,
      free.times[request]! + window,
    ) === 1;

  const queue = new Queue();
  const sameTime = Map.groupBy(
    lines,
    ({ time, precision }) => `${String(time)} ${String(precision)}`,
  );
  for (const group of sameTime.values()) queue.push(free.nearest(group));
  const pairs: Pair[] = [];
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    const { lines: group, request } = next;
    if (free.take(request)) {
      const line = group.shift()!;
      pairs.push({ line, request: sorted[request]!, alone: isAlone(line, request) });
    }
    if (group.length > 0) queue.push(free.nearest(group));
  }
  return pairs;
}

/** Times in rising order, some of them taken. */
class FreeTimes {
  readonly times: readonly number[];
  readonly #window: number;
  /** Where to look on for a free one to the right and to the left: itself where it is free. */
  readonly #right: number[];
  readonly #left: number[];

  constructor(times: readonly number[], window: number) {
    this.times = times;
    this.#window = window;
    this.#right = Array.from({ length: times.length + 1 }, (_, index) => index);
    this.#left = Array.from({ length: times.length + 1 }, (_, index) => index);
  }

  /** Takes one; false where it was taken. Indexes of `#left` are one higher, so that 0 is none. */
  take(index: number): boolean {
    if (follow(this.#right, index) !== index) return false;
    this.#right[index] = index + 1;
    this.#left[index + 1] = index;
    return true;
  }

  /** The nearest free time within the window of lines that have one time; undefined where there is none. */
  nearest(lines: LoggedRequest[]): Candidate | undefined {
    const { time, precision } = lines[0]!;
    const from = firstFrom(this.times, time);
    const right = follow(this.#right, from);
    const left = follow(this.#left, from) - 1;
    const toRight =
      right < this.times.length
        ? Math.max(0, this.times[right]! - (time + precision - 1))
        : Infinity;
    const toLeft = left >= 0 ? time - this.times[left]! : Infinity;
    const distance = Math.min(toLeft, toRight);
    if (distance > this.#window) return undefined;
    return { distance, lines, request: toLeft < toRight ? left : right };
  }

  /** How many times, free or taken, are within the window of a line. */
  countNear({ time, precision }: LoggedRequest): number {
    return countBetween(this.times, time - this.#window, time + precision - 1 + this.#window);
  }
}

/** The end of a chain, which is shortened on the way (union-find). */
function follow(links: number[], start: number): number {
  let at = start;
  while (links[at] !== at) {
    links[at] = links[links[at]!]!;
    at = links[at]!;
  }
  return at;
}

/** How many of rising numbers are from `low` to `high`. */
function countBetween(times: readonly number[], low: number, high: number): number {
  return firstFrom(times, high + 1) - firstFrom(times, low);
}

/** Index of the first of rising numbers that is not below `time`. */
function firstFrom(times: readonly number[], time: number): number {
  let [low, high] = [0, times.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (times[middle]! < time) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** A binary heap: the smallest distance comes out first. */
class Queue {
  readonly #heap: Candidate[] = [];

  push(candidate: Candidate | undefined): void {
    if (candidate === undefined) return;
    const heap = this.#heap;
    let at = heap.push(candidate) - 1;
    while (at > 0) {
      const parent = (at - 1) >>> 1;
      if (!isBefore(candidate, heap[parent]!)) break;
      heap[at] = heap[parent]!;
      at = parent;
    }
    heap[at] = candidate;
  }

  pop(): Candidate | undefined {
    const heap = this.#heap;
    const first = heap[0];
    const last = heap.pop();
    if (first === undefined || last === undefined || heap.length === 0) return first;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && isBefore(heap[child + 1]!, heap[child]!)) child += 1;
      if (!isBefore(heap[child]!, last)) break;
      heap[at] = heap[child]!;
      at = child;
    }
    heap[at] = last;
    return first;
  }
}

function isBefore(a: Candidate, b: Candidate): boolean {
  return (
    a.distance - b.distance < 0 ||
    (a.distance === b.distance && a.lines[0]!.line < b.lines[0]!.line)
  );
}
