/** Makes the policies that are compared ready to decide. */
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadPolicy, type Policy } from '../../gateway/decision/policy.ts';
import { SetupError } from '../../gateway/errors.ts';
import { checkRedactions } from '../../gateway/redaction/check-redactions.ts';
import { buildBundle } from '../build.ts';
import { findOpa } from '../find-opa.ts';
import { readBundle, type Bundle } from '../read.ts';

/** The defaults of `policy.max_steps` and `policy.max_memory`. */
const LIMITS = { maxSteps: 10_000_000, maxMemory: 256 * 1024 * 1024 };

/** A bundle, and its policy. */
export interface Loaded {
  bundle: Bundle;
  policy: Policy;
}

/**
 * The bytes of a bundle file, or of the bundle that a directory of policies makes (checked, not
 * tested). Throws SetupError.
 */
export async function readPolicies(path: string): Promise<Buffer> {
  const found = await stat(path).catch((error: Error) => {
    throw new SetupError([`${path}: cannot be read (${error.message})`], error);
  });
  if (!found.isDirectory()) return await readFile(path);
  const temporary = await mkdtemp(join(tmpdir(), 'regent-impact-'));
  try {
    const out = join(temporary, 'bundle.tar.gz');
    await buildBundle({ policies: path, out, revision: 'candidate', opa: await findOpa() });
    return await readFile(out);
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

/** Loads a bundle from its bytes. Throws SetupError. */
export async function loadBytes(bytes: Buffer): Promise<Loaded> {
  const bundle = await readBundle(bytes);
  const policy = await loadPolicy(bundle, { ...LIMITS, checkRedactions });
  return { bundle, policy };
}
