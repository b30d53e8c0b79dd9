import type { Selector } from './mask-path.ts';

/** Whether a selector selects the members of all names. */
export function isAny({ kind }: Selector): boolean {
  return kind === 'any';
}

/** Whether it selects the member of that name. */
export function isNamed(selector: Selector, name: string): boolean {
  return selector.kind === 'any' || (selector.kind === 'name' && selector.name === name);
}

/** Whether it selects the element of that index. */
export function isAt(selector: Selector, index: number): boolean {
  if (selector.kind === 'index') return selector.index === index;
  if (selector.kind !== 'slice') return selector.kind === 'any';
  const { start, stop, step } = selector;
  return index >= start && index < stop && (index - start) % step === 0;
}

/** From which index on it selects all elements or none. */
export function settledAt(selector: Selector): number {
  if (selector.kind === 'index') return selector.index + 1;
  if (selector.kind !== 'slice') return 0;
  const { start, stop, step } = selector;
  if (stop < Infinity) return stop;
  return step === 1 ? start : Infinity;
}
