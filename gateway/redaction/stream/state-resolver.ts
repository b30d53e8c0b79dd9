import type { Replace } from '../contract.ts';
import { decodeName } from './masked-value.ts';
import type { Progress } from './progress.ts';
import type { Walker } from './walker.ts';
import {
  ESCAPED,
  FRAME_NAME,
  FRAME_NAME_ESCAPED,
  FRAME_NAME_LENGTH,
  FRAME_SIZE,
  FRAME_STATE,
  FRAMES,
  IN,
  KEPT,
  TOP,
} from './wasm/layout.ts';

/** The state of a member of the state at `pointer`, whose name stands in memory from `start` to before `end`. */
export function resolveName(
  { tables, memory }: Walker,
  replace: Replace,
  pointer: number,
  start: number,
  end: number,
  escaped: number,
): number {
  const name = decodeName(memory.bytes, start, end, escaped !== 0);
  return tables.pointerOf(tables.stateAt(pointer).member(name), replace);
}

/** The state of an element. */
export function resolveItem(
  { tables }: Walker,
  replace: Replace,
  pointer: number,
  index: number,
): number {
  return tables.pointerOf(tables.stateAt(pointer).item(index), replace);
}

/** The state of a member of the innermost container, whose name began in an earlier chunk and ends in this one before `end`. */
export function resolveCutName(
  { memory, tables }: Walker,
  replace: Replace,
  progress: Progress,
  chunk: Buffer,
  end: number,
): number {
  const top = memory.word(TOP);
  const name = progress.endName(top, chunk, end - IN);
  const frame = FRAMES + top * FRAME_SIZE;
  const escaped = memory.word(ESCAPED);
  memory.setWord(frame + FRAME_NAME, KEPT);
  memory.setWord(frame + FRAME_NAME_LENGTH, name.length);
  memory.setWord(frame + FRAME_NAME_ESCAPED, escaped);
  const state = tables.stateAt(memory.word(frame + FRAME_STATE));
  const child = state.member(decodeName(name, 0, name.length, escaped !== 0));
  return tables.pointerOf(child, replace);
}
