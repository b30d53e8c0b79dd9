import { setTimeout as sleep } from 'node:timers/promises';

/** Waits until it is so, however long it takes: in vain only up to the time limit of the whole test file. */
export async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isSo())) await sleep(10);
}
