import type { Mask } from '../../types.ts';
import { Automaton } from './automaton.ts';
import { looksAtRoot, readMaskPath, type Numbering, type Position } from './mask-path.ts';
import { unmaskable } from './refuse.ts';

/** All masks of a decision as one matcher, for any number of bodies. */
export type MaskPlan = Automaton;

/** What plans may take. */
export interface PlanLimits {
  /** States that a plan keeps at a time. */
  maxStates: number;
  /** Plans that are kept at a time. */
  maxPlans: number;
}

const LIMITS: PlanLimits = { maxStates: 2000, maxPlans: 500 };

/** Policies may compute masks, so what they can fill is bounded. */
const plans = new Map<string, MaskPlan>();

/**
 * Compiles masks, or takes what was compiled of masks with the same JSON text. `looks` are the paths
 * of strings and numbers that are looked through, a list for each rule. Throws a
 * Refusal `unmaskable-response` that names a path where it does not parse, can cost too much, or
 * would remove the root.
 */
export function compileMasks(
  masks: readonly Mask[],
  looks: readonly (readonly string[])[] = [],
  limits: PlanLimits = LIMITS,
): MaskPlan {
  const key = JSON.stringify([limits.maxStates, masks, looks]);
  const known = plans.get(key);
  if (known) return known;
  const made = compile(structuredClone(masks), looks, limits);
  if (plans.size >= limits.maxPlans) plans.clear();
  plans.set(key, made);
  return made;
}

function compile(
  masks: readonly Mask[],
  looks: readonly (readonly string[])[],
  { maxStates }: PlanLimits,
): MaskPlan {
  const numbers = { positions: 0, tests: 0 };
  const start: Position[] = [];
  const foreign: number[] = [];
  let wholeBody = false;
  for (const [index, mask] of masks.entries()) {
    const first = readPath(mask, index, numbers);
    if (!first) {
      foreign.push(index);
      continue;
    }
    start.push(first);
    wholeBody ||= looksAtRoot(first);
  }
  for (const [rule, paths] of looks.entries()) {
    for (const path of paths) {
      const first = readPath({ path, with: 'redact' }, masks.length + rule, numbers)!;
      start.push(first);
      wholeBody ||= looksAtRoot(first);
    }
  }
  return new Automaton(masks, start, { foreign, wholeBody, maxStates });
}

function readPath(mask: Mask, index: number, numbers: Numbering): Position | undefined {
  try {
    return readMaskPath(mask, index, numbers);
  } catch (error) {
    throw unmaskable(`A mask cannot be applied: ${(error as Error).message}.`, error);
  }
}
