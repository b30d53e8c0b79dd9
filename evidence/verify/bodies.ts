/** The recorded bodies of a segment: each that an entry names is there and has its digest, and there is no other. */
import { createHash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Fault } from './faults.ts';
import { sizeOf } from './files.ts';
import { eachFrame } from './frames.ts';

const BLOCK = 1 << 20;

/** What is compared. */
export interface BodyCheck {
  dir: string;
  /** `N.bodies`. */
  file: string;
  /** By digest in hex the first entry that names it. */
  named: ReadonlyMap<string, number>;
  /** Whether there may be bodies at the end that no entry names: of what is being written. */
  lax: boolean;
}

/** Checks `N.bodies` and what of `objects/` the segment's entries name; faults into `faults`. */
export async function checkBodies(check: BodyCheck, faults: Fault[]): Promise<void> {
  const { dir, file, named } = check;
  const packed = checkFrames(check, faults);
  for (const [digest, seq] of named) {
    if (packed.has(digest)) continue;
    const object = `objects/${digest.slice(0, 2)}/${digest.slice(2)}`;
    if (!existsSync(join(dir, object))) {
      faults.push({ fault: 'body-missing', file, seq, detail: digest });
    } else if ((await hashFile(join(dir, object))) !== digest) {
      faults.push({ fault: 'body-altered', file: object, seq });
    }
  }
}

/** Digests of the frames; those of altered ones too, since the fault is said. */
function checkFrames({ dir, file, named, lax }: BodyCheck, faults: Fault[]): Set<string> {
  const found = new Set<string>();
  if (sizeOf(dir, file) === 0) return found;
  // Frames that no entry names, since the last that one does.
  let spare: Fault[] = [];
  const { end, size } = eachFrame(join(dir, file), ({ digest, actual, at }) => {
    const seq = named.get(digest);
    const detail = `frame at byte ${at}`;
    if (actual !== digest)
      faults.push({ fault: 'body-altered', file, ...(seq !== undefined && { seq }), detail });
    else if (found.has(digest)) faults.push({ fault: 'body-unknown', file, detail });
    else if (seq === undefined) spare.push({ fault: 'body-unknown', file, detail });
    else {
      faults.push(...spare);
      spare = [];
    }
    found.add(digest);
  });
  if (lax) return found;
  faults.push(...spare);
  if (end < size) faults.push({ fault: 'bodies-damaged', file, detail: `from byte ${end} on` });
  return found;
}

async function hashFile(path: string): Promise<string> {
  const digest = createHash('sha256');
  await pipeline(createReadStream(path, { highWaterMark: BLOCK }), digest);
  return digest.digest('hex');
}
