/** Times durable writes of an entry's length at the end of a bare file: `sync.ts FILE COUNT PAUSE`, PAUSE in milliseconds. */
import { closeSync, fdatasyncSync, openSync, writeSync } from 'node:fs';
import { median } from '../median.ts';

const [file, count, pause] = process.argv.slice(2) as [string, string, string];
const ENTRY = Buffer.alloc(1500, 'x');

const fd = openSync(file, 'a', 0o600);
const nothing = new Int32Array(new SharedArrayBuffer(4));
const times = Array.from({ length: Number(count) }, () => {
  if (pause !== '0') Atomics.wait(nothing, 0, 0, Number(pause));
  const began = performance.now();
  writeSync(fd, ENTRY);
  fdatasyncSync(fd);
  return performance.now() - began;
});
closeSync(fd);
process.send?.(median(times));
