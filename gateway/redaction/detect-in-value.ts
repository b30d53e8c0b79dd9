import type { Detector } from '../types.ts';
import type { Hits, LookThrough } from './contract.ts';
import { compileDetectors, type DetectorPlan } from './detect/compile-detectors.ts';
import { findIn } from './detect/find-in.ts';
import type { ReplaceText } from './methods/replace.ts';
import { MAX_PATHS } from './tally.ts';

/** Looks through values with those of the detectors that select them; `hits` has an element for each. */
export function createDetective(
  detectors: readonly Detector[],
  replaceText: ReplaceText,
  hits: readonly Hits[],
): LookThrough {
  const plans = new Map<string, DetectorPlan>();
  const planOf = (rules: readonly number[]): DetectorPlan => {
    const key = rules.join();
    let plan = plans.get(key);
    if (!plan) plans.set(key, (plan = compileDetectors(rules.map((rule) => detectors[rule]!))));
    return plan;
  };
  return (text, rules, locate) =>
    findIn(text, planOf(rules)).map(({ start, end, detector }) => {
      const rule = rules[detector]!;
      const hit = hits[rule]!;
      hit.count += 1;
      if (hit.paths.length < MAX_PATHS) hit.paths.push(locate());
      return { start, end, text: replaceText(text.slice(start, end), detectors[rule]!) };
    });
}
