/** Bytes from which on it pays. Small ones may be parts of a pool of Node's, which others use too. */
const LARGE = 256 * 1024;

/**
 * Frees the memory of large buffers that nobody reads any more, theirs and that of others in it: they are
 * empty from then on. Of itself V8 only sees that they are large, and for a few of them collects all garbage.
 */
export function freeBuffers(buffers: Iterable<Uint8Array>): void {
  for (const { buffer } of buffers) {
    if (buffer instanceof ArrayBuffer && buffer.byteLength >= LARGE) buffer.transfer(0);
  }
}
