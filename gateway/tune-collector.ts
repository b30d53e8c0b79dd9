import { setFlagsFromString } from 'node:v8';

/**
 * Lets the heap grow to twice of what lives in it before all of it is marked again. Of itself V8 marks after each tenth
 * that a gateway with thousands of held requests has grown: for a third of a second, each ten seconds, and other requests
 * wait. For the whole process, so whoever starts it calls this, and not the gateway.
 */
export function tuneCollector(): void {
  setFlagsFromString('--heap-growing-percent=100');
}
