import type { Mask } from '../../types.ts';
import { chooseOf } from './choose-mask.ts';
import type { Position, Selector, Test } from './mask-path.ts';
import { settledAt } from './match-selector.ts';

/** What the masks say of one value. */
export class Verdict {
  /** Indices of the masks, without `inner`, that select the value. */
  readonly hits: readonly number[];
  /** Indices of the masks with `inner` that select it. */
  readonly inner: readonly number[];
  /** Rules that look through the value, if it is a string or number. */
  readonly looks: readonly number[];
  /** The mask that applies to the value, where one without `inner` selects it. */
  readonly choice: Mask | undefined;
  /** Whether any mask selects the value. */
  readonly isSelected: boolean;
  /** Whether `choice` removes the value. */
  readonly isRemoved: boolean;
  /** Whether `choice` puts the same text whatever the value is: `redact` and `null`. */
  readonly isConstant: boolean;
  /** Where masks go on within the value. */
  readonly positions: readonly Position[];
  /** Filters that decide on the value itself. */
  readonly tests: readonly Test[];
  /** No mask has to do with the value or what stands in it. */
  readonly isDead: boolean;
  /** The value must be read whole. */
  readonly needsWhole: boolean;
  /** The value must be read whole if it is an array. */
  readonly needsWholeArray: boolean;
  /** Masks may go on within the value if it is an array, or an object. */
  readonly goesIntoArray: boolean;
  readonly goesIntoObject: boolean;
  /** A member or element of the value may be removed. */
  readonly mayRemove: boolean;
  /** Masks may go on within the value, and have nothing to do with it if it is no container. */
  readonly isWayOnly: boolean;
  /** Whether that is all that masks have to do with the value, if it is no container. */
  readonly isSimple: boolean;
  /** And if it is one. */
  readonly isSimpleContainer: boolean;
  /** That text, kept here by the first body that needs it. */
  constantText: Buffer | undefined;
  /** Names that masks ask for, if the value is an object. */
  readonly names: ReadonlySet<string>;
  /** From this index on all elements are alike, if it is an array. */
  readonly settledAt: number;

  constructor(
    masks: readonly Mask[],
    positions: readonly Position[],
    tests: readonly Test[],
    whole: boolean,
  ) {
    const ended = new Set(positions.filter(({ next }) => !next).map(({ mask }) => mask));
    const selected = [...ended].filter((mask) => mask < masks.length);
    this.looks = [...ended]
      .filter((mask) => mask >= masks.length)
      .map((mask) => mask - masks.length);
    this.hits = selected.filter((mask) => masks[mask]!.inner === undefined).toSorted(ascending);
    this.inner = selected.filter((mask) => masks[mask]!.inner !== undefined).toSorted(ascending);
    this.choice = chooseOf(this.hits, masks);
    const method = this.choice?.with;
    this.isSelected = selected.length > 0;
    this.isRemoved = method === 'remove';
    this.isConstant = method === 'redact' || method === 'null';
    this.positions = positions.filter(({ next }) => next);
    this.tests = tests;
    const selectors = this.positions.flatMap((position) => position.selectors);
    const has = (...kinds: Selector['kind'][]): boolean =>
      selectors.some(({ kind }) => kinds.includes(kind));
    const descends = this.positions.some(({ descendants }) => descendants);
    this.needsWhole = whole || tests.length > 0;
    this.needsWholeArray = has('whole-array');
    this.settledAt = Math.max(0, ...selectors.map(settledAt));
    this.goesIntoArray = descends || has('any', 'filter', 'index', 'slice');
    this.goesIntoObject = descends || has('any', 'filter', 'name');
    this.mayRemove = this.positions.some(({ next, mask }) => {
      const { with: method, inner } = masks[mask] ?? {};
      return next && !next.next && method === 'remove' && inner === undefined;
    });
    this.isWayOnly = ended.size === 0 && !this.needsWhole;
    this.isSimple = this.isConstant && !this.needsWhole && selected.length === 1;
    this.isSimpleContainer = this.isSimple && this.positions.length === 0;
    this.isDead = positions.length === 0 && !this.needsWhole;
    this.names = new Set(
      selectors.flatMap((selector) => (selector.kind === 'name' ? [selector.name] : [])),
    );
  }
}

function ascending(one: number, other: number): number {
  return one - other;
}
