import type { Progress } from './progress.ts';
import { decodeName } from './masked-value.ts';
import type { Step } from './normalized-path.ts';
import type { Walker } from './walker.ts';
import {
  FRAME_INDEX,
  FRAME_IS_ARRAY,
  FRAME_NAME,
  FRAME_NAME_ESCAPED,
  FRAME_NAME_LENGTH,
  FRAME_SIZE,
  FRAMES,
  KEPT,
  TOP,
} from './wasm/layout.ts';

/** Where in the body the value is that the walker is at. */
export function locationOf({ memory }: Walker, progress: Progress): Step[] {
  const steps: Step[] = [];
  const top = memory.word(TOP);
  for (let at = 1; at <= top; at += 1) {
    const frame = FRAMES + at * FRAME_SIZE;
    if (memory.word(frame + FRAME_IS_ARRAY) !== 0) {
      steps.push(memory.double(frame + FRAME_INDEX));
      continue;
    }
    const escaped = memory.word(frame + FRAME_NAME_ESCAPED) !== 0;
    const start = memory.word(frame + FRAME_NAME);
    const name = start === KEPT ? progress.keptName(at) : memory.bytes;
    const end = start + memory.word(frame + FRAME_NAME_LENGTH);
    steps.push(decodeName(name, start, end, escaped));
  }
  return steps;
}
