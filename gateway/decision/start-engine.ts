import type { Engine } from './engine.ts';
import type { PolicyImage } from './fill-memory.ts';
import { instantiate } from './instantiate.ts';

/**
 * Starts an instance on a policy's memory, also where the one before it ended in the middle of its
 * work: what that may have changed is put back. The data is not loaded again, so that a policy that
 * fails costs the same whatever its data; what lies behind it is as dirty as after any evaluation.
 */
export function startEngine(image: PolicyImage, maxSteps: number): Engine {
  const memory = Buffer.from(image.memory.buffer);
  memory.set(image.low);
  const { exports } = instantiate(image.module, image.memory);
  const { entrypoints, dataAddress, heapStart } = image;
  return { exports, memory, entrypoints, dataAddress, heapStart, reached: heapStart, maxSteps };
}
