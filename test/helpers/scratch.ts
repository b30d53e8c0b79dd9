import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Test } from 'tap';

/** A directory that is removed after all else that the test has begun since: `t.testdir` is removed before. */
export function scratch(t: Test): string {
  const dir = mkdtempSync(join(tmpdir(), 'regent-'));
  t.teardown(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}
