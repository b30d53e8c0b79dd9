import { isFree } from '../../cli/dev/choose-port.ts';

/** Below what systems hand out by themselves (32768 and up), so that no client's connection takes it meanwhile. */
const [FIRST, LAST] = [10_000, 32_000];

/** A port that nothing listens on, nor on the next one: for a program that must be told its port. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = FIRST + Math.floor(Math.random() * (LAST - FIRST));
    if ((await isFree(port)) && (await isFree(port + 1))) return port;
  }
}
