import type { JsonNode } from '../../json/read.ts';
import type { Mask } from '../../types.ts';
import type { BodyMasker, Hits, LookThrough, Replace } from '../contract.ts';
import { splice } from '../splice.ts';
import type { State } from './automaton.ts';
import { ByteStore } from './byte-store.ts';
import { OPEN_ARRAY, OPEN_OBJECT } from './bytes.ts';
import { Capture } from './capture.ts';
import type { MaskPlan } from './compile-masks.ts';
import { Frame } from './frame.ts';
import { learn, type Guess } from './guess.ts';
import { HoldBack } from './hold-back.ts';
import { lookThrough } from './look-through.ts';
import { locate, planPart } from './mask-part.ts';
import { maskString } from './mask-string.ts';
import { decodeName, readValue } from './masked-value.ts';
import { writePath, type Step } from './normalized-path.ts';
import { tooMuch, unmaskable } from './refuse.ts';
import { JsonScanner } from './scanner.ts';
import { readPart, selectInPart } from './select-in-part.ts';

/** Settings of the masking of one document. */
export interface JsonMaskerOptions {
  /** Nesting that the document may have. */
  maxDepth: number;
  /** Bytes of a value, a name or white space that may be held back. */
  bufferLimit: number;
  /**
   * What stands instead of a value. For `redact` and `null` the text must depend on the mask alone:
   * it is asked for once, of any value, and then kept with the plan.
   */
  replace: Replace;
  /** Looks through the values that the plan's rules select; by default there are none. */
  lookThrough?: LookThrough;
  /** How many paths are kept for each mask. */
  maxPaths: number;
  /** For each mask of the plan what was hit so far, which is added to; none if absent. */
  hits?: readonly Hits[];
}

/** No value is being masked. */
const NONE = -1;

/**
 * Masks one JSON document as it arrives. Bytes outside of masked values leave as they came, as soon
 * as it is known that they may. `hits` has an element for each mask of the plan, in their order; a
 * value within one that is masked counts too, and a hit within a string has the string's path, a
 * space, and the path within. What `inner` would select in a string that another mask takes away is
 * not looked for: the string counts instead.
 *
 * A name that stands twice in an object is refused only in what must be read whole. Elsewhere each
 * of the members is masked as the only one of its name would be, so that nothing leaves whichever
 * of them a reader believes; to know all names of an object would take memory without bound.
 */
export function createJsonMasker(
  plan: MaskPlan,
  options: JsonMaskerOptions,
): BodyMasker & { hits: readonly Hits[] } {
  return new JsonMasker(plan, options);
}

class JsonMasker extends JsonScanner implements BodyMasker {
  readonly hits: readonly Hits[];
  readonly #plan: MaskPlan;
  readonly #masks: readonly Mask[];
  readonly #options: JsonMaskerOptions;
  readonly #output = new ByteStore();
  readonly #hold: HoldBack;
  /** A value that is masked as it is. */
  readonly #masked: Capture;
  /** A value that must be known whole before it is known what is masked in it. */
  readonly #part: Capture;
  /** The followed containers that are open; the first stands for what is around the root. */
  readonly #frames: Frame[] = [];
  #frame: Frame;
  #top = 0;
  /** The state of the value that is next or that is open. */
  #child: State;
  /** The frame of the value that is masked; what stands in it is only counted. */
  #maskedIn = NONE;
  #maskedState: State;
  #partIn = NONE;
  #partState: State;
  /** Bytes of the names that lead to where the masker is. */
  #pathBytes = 0;
  /** Of the chunk, all bytes before have left, or never will. */
  #from = 0;

  constructor(plan: MaskPlan, options: JsonMaskerOptions) {
    super(options.maxDepth, options.bufferLimit, plan.start.guesses);
    this.hits = options.hits ?? plan.masks.map(() => ({ count: 0, paths: [] }));
    this.#plan = plan;
    this.#masks = plan.masks;
    this.#options = options;
    this.#hold = new HoldBack(options.bufferLimit);
    this.#masked = new Capture(options.bufferLimit);
    this.#part = new Capture(options.bufferLimit);
    this.#child = plan.start;
    this.#maskedState = plan.start;
    this.#partState = plan.start;
    this.#frame = new Frame(plan.start);
    this.#frames.push(this.#frame);
  }

  write(chunk: Buffer): Buffer {
    this.#from = 0;
    this.#output.expect(chunk.length + 256);
    this.scan(chunk);
    const end = this.#endOfFlow(chunk);
    let leaving = chunk.subarray(this.#from, end);
    if (this.#output.length > 0) {
      this.#leave(chunk, end);
      leaving = this.#output.take();
    }
    if (this.#hold.isActive) this.#hold.carry(chunk);
    if (this.#masked.isOpen) this.#masked.carry(chunk);
    if (this.#part.isOpen) this.#part.carry(chunk);
    for (let at = 1; at <= this.#top; at += 1) this.#frames[at]!.keepName(chunk);
    this.ready();
    return leaving;
  }

  end(): Buffer {
    this.#from = 0;
    this.finish();
    return this.#output.take();
  }

  protected override named(
    bytes: Buffer,
    start: number,
    end: number,
    escaped: boolean,
    at: number,
  ): boolean {
    const frame = this.#frame;
    const child = escaped
      ? frame.state.memberNamed(decodeName(bytes, start, end, true))
      : frame.state.member(bytes, start, end);
    const told = frame.mayRemove || !child.isDead;
    if (!escaped) {
      this.previous = learn(this.previous, bytes, start, end, { state: child, told });
    }
    if (told) this.#beginMember(child, bytes, start, end, escaped, at);
    return told;
  }

  protected override guessed({ state }: Guess, bytes: Buffer, start: number, at: number): void {
    this.#beginMember(state, bytes, start, at - 1, false, at);
  }

  protected override begin(bytes: Buffer, at: number): boolean {
    const frame = this.#frame;
    if (frame.isArray) {
      frame.index += 1;
      this.#child = frame.state.item(frame.index);
      if (this.#hold.isActive) this.#hold.markPart(at, 0);
    }
    const child = this.#child;
    if (child.isSimple && this.#maskedIn === NONE && !this.#hold.isActive) {
      this.#beginSimple(bytes, at, child);
      return false;
    }
    if (!child.isDead && (isContainer(bytes[at]) || !child.isWayOnly)) {
      return this.#beginFollowed(bytes, at, child);
    }
    if (this.#hold.isActive) this.#stay(bytes, at);
    return false;
  }

  protected override ended(bytes: Buffer, at: number): void {
    if (this.#partIn === this.#top) this.#endPart(bytes, at);
    if (this.#maskedIn === this.#top) {
      if (this.#masked.isOpen) this.#endCaptured(bytes, at);
      this.#maskedIn = NONE;
      this.#from = at;
    }
    if (this.#frame.mayRemove && this.#maskedIn === NONE) this.#hold.start(at);
  }

  protected override closing(bytes: Buffer, at: number): void {
    const frame = this.#frame;
    if (this.#hold.isActive) {
      if (frame.isEmpty || frame.hasKept) {
        this.#release(bytes, at);
      } else {
        this.#leave(bytes, this.#hold.from);
        this.#hold.dropAll();
        this.#from = at;
      }
    }
    frame.close();
    this.#top -= 1;
    this.#frame = this.#frames[this.#top]!;
    this.#pathBytes -= this.#frame.nameLength;
    this.previous = this.#frame.previous;
  }

  #beginMember(
    child: State,
    bytes: Buffer,
    start: number,
    end: number,
    escaped: boolean,
    at: number,
  ): void {
    this.#frame.setName(bytes, start, end, escaped);
    this.#child = child;
    if (this.#hold.isActive) this.#hold.markPart(at, end - start + 2);
  }

  /** A value begins that masks select, or within which they go on. */
  #beginFollowed(bytes: Buffer, at: number, state: State): boolean {
    const byte = bytes[at];
    if (state.needsWhole || (state.needsWholeArray && byte === OPEN_ARRAY)) {
      this.#beginPart(bytes, at, state);
      return false;
    }
    if (state.isSelected) this.#countSelected(state);
    if (this.#maskedIn === NONE) this.#beginMasked(bytes, at, state);
    const goesOn =
      byte === OPEN_OBJECT ? state.goesIntoObject : byte === OPEN_ARRAY && state.goesIntoArray;
    if (goesOn) this.#open(at, state, byte === OPEN_ARRAY);
    return goesOn;
  }

  /** What is most common, with as few calls as can be. */
  #beginSimple(bytes: Buffer, at: number, state: State): void {
    this.#maskedIn = this.#top;
    const text = state.constantText ?? this.#writeConstant(state);
    this.#output.appendBoth(bytes, this.#from, at, text);
    this.#from = at;
    this.#count(state.hits[0]!);
  }

  #countSelected({ hits, inner, choice }: State): void {
    for (const mask of hits) this.#count(mask);
    if (this.#maskedIn !== NONE || choice) for (const mask of inner) this.#count(mask);
  }

  #open(at: number, state: State, isArray: boolean): void {
    this.#pathBytes += this.#frame.nameLength;
    const { bufferLimit } = this.#options;
    if (this.#pathBytes > bufferLimit) throw tooMuch('names around a value', bufferLimit);
    this.#frame.previous = this.previous;
    this.previous = state.guesses;
    this.#top += 1;
    this.#frame = this.#frames[this.#top] ??= new Frame(state);
    this.#frame.open(state, isArray);
    if (state.mayRemove && this.#maskedIn === NONE) this.#hold.start(at + 1);
  }

  #beginMasked(bytes: Buffer, at: number, state: State): void {
    if (state.isRemoved) {
      this.#maskedIn = this.#top;
      this.#remove(bytes, at);
      return;
    }
    if (this.#hold.isActive) this.#stay(bytes, at);
    if (!state.isSelected && (state.looks.length === 0 || isContainer(bytes[at]))) return;
    this.#maskedIn = this.#top;
    this.#leave(bytes, at);
    if (state.isConstant) {
      this.#append(state.constantText ?? this.#writeConstant(state));
    } else {
      this.#maskedState = state;
      this.#masked.open(at);
    }
  }

  #writeConstant(state: State): Buffer {
    const text = Buffer.from(this.#options.replace({ kind: 'null' }, state.choice!));
    state.constantText = text;
    return text;
  }

  #endCaptured(bytes: Buffer, at: number): void {
    const value = this.#masked.close(bytes, at);
    const { choice, inner, looks } = this.#maskedState;
    this.#append(
      choice
        ? Buffer.from(this.#options.replace(readValue(value), choice))
        : this.#maskWithin(value, inner, looks, []),
    );
  }

  #beginPart(bytes: Buffer, at: number, state: State): void {
    if (this.#maskedIn === NONE) {
      if (this.#hold.isActive) {
        this.#leave(bytes, this.#hold.from);
        this.#hold.freeze(bytes, at);
      } else {
        this.#leave(bytes, at);
      }
    }
    this.#partIn = this.#top;
    this.#partState = state;
    this.#part.open(at);
  }

  #endPart(bytes: Buffer, at: number): void {
    this.#partIn = NONE;
    const text = this.#part.close(bytes, at);
    const root = readPart(text, this.#options.maxDepth);
    const selection = selectInPart(root, this.#partState);
    const lookedInto = new Set<JsonNode>();
    if (this.#maskedIn === NONE) {
      const { choice, edits } = planPart(
        text,
        selection,
        this.#masks,
        this.#options.replace,
        (node, masks, looks) => {
          lookedInto.add(node);
          const value = text.subarray(node.start, node.end);
          return this.#maskWithin(value, masks, looks, locate(root, node)).toString();
        },
      );
      if (choice?.with === 'remove') {
        this.#remove(bytes, at);
      } else {
        if (this.#hold.isActive) this.#stay(bytes, at);
        this.#append(splice(text, edits));
      }
      this.#from = at;
    }
    for (const [mask, nodes] of selection.byMask) {
      const inOrder = [...nodes].toSorted((one, other) => one.start - other.start);
      for (const node of inOrder) {
        const isWithin = this.#masks[mask]!.inner !== undefined && lookedInto.has(node);
        if (isWithin) continue;
        this.#countBelow(mask, (location) => writePath([...location, ...locate(root, node)]));
      }
    }
  }

  /** Masks within a value that stands at `location` below the open one, then looks through it. */
  #maskWithin(
    value: Buffer,
    masks: readonly number[],
    rules: readonly number[],
    location: readonly Step[],
  ): Buffer {
    const { maxDepth, replace, lookThrough: look } = this.#options;
    const locateValue = (outer: readonly Step[]): string => writePath([...outer, ...location]);
    const masked =
      masks.length === 0
        ? value
        : maskString(value, masks, this.#plan, {
            maxDepth,
            replace,
            count: (mask, locateWithin) => {
              this.#countBelow(
                mask,
                (outer) => `${locateValue(outer)} ${writePath(locateWithin())}`,
              );
            },
          });
    if (rules.length === 0 || !look) return masked;
    const locate = (): string => locateValue(this.#location());
    return lookThrough(masked, { lookThrough: look, rules, locate });
  }

  /** The member or element that begins stays. */
  #stay(bytes: Buffer, at: number): void {
    const frame = this.#frame;
    if (frame.isEmpty || frame.hasKept) {
      this.#release(bytes, at);
    } else {
      this.#leave(bytes, this.#hold.from);
      this.#from = this.#hold.releasePart(this.#output, at);
    }
    frame.isEmpty = false;
    frame.hasKept = true;
  }

  #release(bytes: Buffer, at: number): void {
    if (this.#hold.forget(at)) return;
    this.#leave(bytes, this.#hold.from);
    this.#from = this.#hold.release(this.#output, at);
  }

  /** The member or element goes, and what stands between it and the one before. */
  #remove(bytes: Buffer, at: number): void {
    if (!this.#hold.isActive) throw unmaskable('A mask path selects the whole body to be removed.');
    this.#leave(bytes, this.#hold.from);
    this.#hold.drop(bytes, at, this.#frame.isEmpty);
    this.#frame.isEmpty = false;
  }

  /** The chunk's bytes up to `at` leave, but for those that have been dealt with. */
  #leave(bytes: Buffer, at: number): void {
    this.#output.append(bytes, this.#from, at);
    this.#from = at;
  }

  #append(text: Buffer): void {
    this.#output.append(text, 0, text.length);
  }

  /** Where in the chunk what may leave ends. */
  #endOfFlow(chunk: Buffer): number {
    if (this.#maskedIn !== NONE || this.#partIn !== NONE) return this.#from;
    return this.#hold.isActive ? this.#hold.from : chunk.length;
  }

  #count(mask: number): void {
    const hits = this.hits[mask]!;
    hits.count += 1;
    if (hits.paths.length < this.#options.maxPaths) hits.paths.push(writePath(this.#location()));
  }

  /** Counts a value that stands in one that was read whole. */
  #countBelow(mask: number, writeBelow: (location: Step[]) => string): void {
    const hits = this.hits[mask]!;
    hits.count += 1;
    if (hits.paths.length < this.#options.maxPaths) hits.paths.push(writeBelow(this.#location()));
  }

  #location(): Step[] {
    return this.#frames.slice(1, this.#top + 1).map((frame) => frame.step());
  }
}

function isContainer(byte: number | undefined): boolean {
  return byte === OPEN_OBJECT || byte === OPEN_ARRAY;
}
