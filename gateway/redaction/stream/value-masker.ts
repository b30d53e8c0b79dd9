import type { JsonNode } from '../../json/read.ts';
import { splice } from '../splice.ts';
import type { MaskPlan } from './compile-masks.ts';
import type { HitCounter } from './hit-counter.ts';
import { lookThrough } from './look-through.ts';
import { locate, planPart } from './mask-part.ts';
import { maskString } from './mask-string.ts';
import { readValue } from './masked-value.ts';
import type { JsonMaskerOptions } from './masker-options.ts';
import { writePath, type Step } from './normalized-path.ts';
import { readPart, selectInPart, type Selection } from './select-in-part.ts';
import type { State } from './state.ts';

/** Masks values of one body that are known whole, and counts what masks hit in them. */
export class ValueMasker {
  readonly #plan: MaskPlan;
  readonly #options: JsonMaskerOptions;
  readonly #counter: HitCounter;
  readonly #locate: () => Step[];

  /** `locate` tells where in the body the value is that is being masked. */
  constructor(
    plan: MaskPlan,
    options: JsonMaskerOptions,
    counter: HitCounter,
    locate: () => Step[],
  ) {
    this.#plan = plan;
    this.#options = options;
    this.#counter = counter;
    this.#locate = locate;
  }

  /** Counts the value itself; within one that is masked there is nothing to look into. */
  countSelected({ hits, inner, choice }: State, isWithinMasked: boolean): void {
    for (const mask of hits) this.#count(mask, []);
    if (isWithinMasked || choice) for (const mask of inner) this.#count(mask, []);
  }

  /** The JSON text that stands instead of a value. */
  mask(value: Buffer, { choice, inner, looks }: State): Buffer {
    return choice
      ? Buffer.from(this.#options.replace(readValue(value), choice))
      : this.#maskWithin(value, inner, looks, []);
  }

  /** The same for a value in which masks may select more; nothing is made of one within a masked one. */
  maskPart(text: Buffer, state: State, isWithinMasked: boolean): Buffer | 'remove' {
    const root = readPart(text, this.#options.maxDepth);
    const selection = selectInPart(root, state);
    const lookedInto = new Set<JsonNode>();
    const masked = isWithinMasked ? text : this.#planPart(text, selection, lookedInto);
    for (const [mask, nodes] of selection.byMask) {
      const inOrder = [...nodes].toSorted((one, other) => one.start - other.start);
      for (const node of inOrder) {
        const isWithin = this.#plan.masks[mask]!.inner !== undefined && lookedInto.has(node);
        if (!isWithin) this.#count(mask, () => locate(root, node));
      }
    }
    return masked;
  }

  #planPart(text: Buffer, selection: Selection, lookedInto: Set<JsonNode>): Buffer | 'remove' {
    const { root } = selection;
    const { choice, edits } = planPart(
      text,
      selection,
      this.#plan.masks,
      this.#options.replace,
      (node, masks, looks) => {
        lookedInto.add(node);
        const value = text.subarray(node.start, node.end);
        return this.#maskWithin(value, masks, looks, locate(root, node)).toString();
      },
    );
    return choice?.with === 'remove' ? 'remove' : splice(text, edits);
  }

  /** Masks within a value that stands at `location` below the open one, then looks through it. */
  #maskWithin(
    value: Buffer,
    masks: readonly number[],
    rules: readonly number[],
    location: readonly Step[],
  ): Buffer {
    const { maxDepth, replace, lookThrough: look } = this.#options;
    const locateValue = (): string => writePath([...this.#locate(), ...location]);
    const masked =
      masks.length === 0
        ? value
        : maskString(value, masks, this.#plan, {
            maxDepth,
            replace,
            count: (mask, locateWithin) => {
              this.#counter.count(mask, () => `${locateValue()} ${writePath(locateWithin())}`);
            },
          });
    if (rules.length === 0 || !look) return masked;
    return lookThrough(masked, { lookThrough: look, rules, locate: locateValue });
  }

  /** Counts a value that stands below the open one. */
  #count(mask: number, below: readonly Step[] | (() => readonly Step[])): void {
    this.#counter.count(mask, () => {
      const steps = typeof below === 'function' ? below() : below;
      return writePath([...this.#locate(), ...steps]);
    });
  }
}
