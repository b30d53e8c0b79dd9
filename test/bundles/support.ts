/** Small policies and hand-made archives for the tests of bundles. */
import { gzipSync } from 'node:zlib';
import { pack } from 'tar-stream';
import type { Header } from 'tar-stream';
import { SetupError } from '../../gateway/errors.ts';

/** A policy that allows one subject. */
export const POLICY = `package regent

default decision := {"action": "deny", "reasons": ["no-rule"]}

decision := {"action": "allow", "reasons": ["may"]} if input.identity.subject == "a"
`;

/** The test that covers it. */
export const POLICY_TEST = `package regent_test

import data.regent

test_allow if regent.decision.action == "allow" with input.identity.subject as "a"

test_deny if regent.decision.action == "deny" with input.identity.subject as "b"
`;

/** A directory of policies for `t.testdir`. */
export const POLICIES = { 'decision.rego': POLICY, 'decision_test.rego': POLICY_TEST };

/** The first bytes of any Wasm module, and all that reading a bundle looks at. */
export const WASM = Buffer.from([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]);

/** The manifest that `opa build` writes. */
export const MANIFEST = {
  revision: 'r1',
  roots: [''],
  wasm: [{ entrypoint: 'regent/decision', module: '/policy.wasm' }],
  rego_version: 1,
};

/** An entry of an archive. */
export type Entry = [header: Partial<Header> & { name: string }, content?: string | Buffer];

/** The entries of a bundle that is in order. */
export const ENTRIES: Entry[] = [
  [{ name: '/data.json' }, '{}'],
  [{ name: '/policy.wasm' }, WASM],
  [{ name: '/.manifest' }, JSON.stringify(MANIFEST)],
];

/** A tar archive of the entries. */
export async function tar(entries: Entry[]): Promise<Buffer> {
  const archive = pack();
  for (const [header, content] of entries) archive.entry(header, content ?? '');
  archive.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of archive) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/** A bundle of the entries. */
export async function bundleOf(entries: Entry[]): Promise<Buffer> {
  return gzipSync(await tar(entries));
}

/** The lines of the SetupError that the work ends in. */
export async function faultsOf(work: Promise<unknown>): Promise<string[]> {
  try {
    await work;
  } catch (error) {
    if (error instanceof SetupError) return error.faults;
    throw error;
  }
  throw new Error('there was no SetupError');
}
