import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as (what: { type: 'minor' }) => void;

/** Milliseconds until whoever waits for what a bundle was received for has it. */
const SETTLED = 100;

/**
 * Gives back soon what receiving a bundle has left behind: a millisecond or two. V8 counts the megabytes, which
 * few objects hold, and so of itself collects all garbage of this thread at each fifth bundle, in the midst of
 * its way: that takes two processors 40 ms.
 */
export function collectYoung(): void {
  setTimeout(collect, SETTLED, { type: 'minor' }).unref();
}
