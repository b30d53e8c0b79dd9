/** National ids of 21 countries of the EU, each with its checksum where it has one. */
import { isDigit, isWord } from './characters.ts';
import { CONTEXT, follows } from './context.ts';
import {
  DIGIT_FIRST,
  DIGIT_RULES,
  LETTER_FIRST,
  type LetteredRule,
  LONGEST_LETTERED,
} from './national/rules.ts';
import { GROUPS_AHEAD, type GroupedNumber, readGroups } from './number-groups.ts';
import { DIGITS, type Emit, LOWER, type Scanner, UPPER } from './scanner.ts';

/** Finds national ids; of several that begin at one place the longest. */
export const scanNationalId: Scanner = {
  atWordStart: DIGITS + LOWER + UPPER,
  anywhere: '',
  behind: CONTEXT + 1,
  ahead: Math.max(GROUPS_AHEAD, LONGEST_LETTERED + 1),
  scan(text: string, at: number, emit: Emit): void {
    if (!isDigit(text.charCodeAt(at))) {
      emitLettered(text, at, LETTER_FIRST, emit);
      return;
    }
    emitLettered(text, at, DIGIT_FIRST, emit);
    const id = readGroups(text, at).findLast((number) => isId(text, at, number));
    if (id !== undefined) emit(at, id.end);
  },
};

function isId(text: string, at: number, { digits, layout }: GroupedNumber): boolean {
  const rules = DIGIT_RULES.get(layout) ?? [];
  return rules.some((rule) => {
    if (!rule.holds(digits)) return false;
    return rule.layouts.includes(layout) || follows(text, at, rule.words);
  });
}

function emitLettered(text: string, at: number, rules: readonly LetteredRule[], emit: Emit): void {
  for (const { expression, holds } of rules) {
    expression.lastIndex = at;
    const found = expression.exec(text)?.[0];
    if (found === undefined || isWord(text.charCodeAt(at + found.length))) continue;
    if (holds(found.toUpperCase())) emit(at, at + found.length);
  }
}
