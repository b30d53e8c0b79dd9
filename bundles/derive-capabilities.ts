/**
 * Writes capabilities.json: what a policy may use so that Regent's Wasm evaluation can run it.
 * Run it after a change of OPA's version: `node bundles/derive-capabilities.ts`.
 *
 * In are the built-ins that OPA's own Wasm code holds. Out are
 * - those that the host would have to supply: they compile, and throw when they are called;
 * - the five that the SDK supplies, because what `opa test` proves must be what runs:
 *   `sprintf` formats otherwise than OPA and takes any width, so that `%999999999d` fills the memory;
 *   `regex.split` is JavaScript's and can backtrack without end, where OPA's RE2 is linear;
 *   `yaml.*` is another YAML version than OPA's, and its numbers lose digits.
 *   Template strings (`$"{x}"`), `concat` and `format_int`, `regex.find_all_string_submatch_n` and
 *   `json.*` do the same natively;
 * - deprecated ones, and ones whose answer varies from call to call.
 */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SetupError } from '../gateway/errors.ts';
import type { Opa } from './find-opa.ts';
import { findOpa } from './find-opa.ts';
import { CAPABILITIES_FILE, runOpa } from './opa.ts';
import { readBundle } from './read.ts';

interface Builtin {
  name: string;
  decl: { args?: unknown[]; result?: unknown };
  deprecated?: boolean;
  nondeterministic?: boolean;
}

interface Capabilities {
  builtins: Builtin[];
  [member: string]: unknown;
}

/** Built-ins that are part of the language, and cannot be called by name to see where they run. */
const SYNTAX = new Set(['assign', 'eq']);

/** Only for `opa test`: `opa build` takes `print` out, and a built policy has no test cases. */
const FOR_TESTS = new Set(['internal.print', 'internal.test_case']);

/** The capabilities, from what `opa` says of itself and from a Wasm module that calls every built-in. */
export async function deriveCapabilities(opa: Opa): Promise<Capabilities> {
  const current = await runOpa(opa, ['capabilities', '--current'], tmpdir());
  const all = JSON.parse(current.stdout) as Capabilities;
  const steady = all.builtins.filter((b) => b.deprecated !== true && b.nondeterministic !== true);
  const host = await findHostBuiltins(opa, steady);
  const builtins = steady.filter(
    ({ name }) => SYNTAX.has(name) || FOR_TESTS.has(name) || !host.has(name),
  );
  // No network: a schema's `$ref` is never fetched.
  return { ...all, builtins, allow_net: [] };
}

/** Names of those built-ins that a Wasm module asks its host for. */
async function findHostBuiltins(opa: Opa, builtins: Builtin[]): Promise<Set<string>> {
  const calls = builtins
    .filter(({ name }) => !SYNTAX.has(name))
    .map(({ name, decl }, i) => {
      const args = (decl.args ?? []).map((_, j) => `input.a${j}`).join(', ');
      return decl.result === undefined ? `r${i} if ${name}(${args})` : `r${i} := ${name}(${args})`;
    });
  const dir = await mkdtemp(join(tmpdir(), 'regent-capabilities-'));
  try {
    const source = ['package regent.decision', ...calls, ''].join('\n');
    await writeFile(join(dir, 'probe.rego'), source);
    const args = [
      'build',
      '-t',
      'wasm',
      '-e',
      'regent/decision',
      '-o',
      'probe.tar.gz',
      'probe.rego',
    ];
    const built = await runOpa(opa, args, dir);
    if (built.code !== 0)
      throw new SetupError([`opa build: ${(built.stdout + built.stderr).trim()}`]);
    const { wasm } = await readBundle(await readFile(join(dir, 'probe.tar.gz')));
    return await readHostBuiltins(wasm);
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

/** What the module's export `builtins` lists (https://www.openpolicyagent.org/docs/latest/wasm/). */
async function readHostBuiltins(wasm: Buffer): Promise<Set<string>> {
  const memory = new WebAssembly.Memory({ initial: 64 });
  const refuse = () => {
    throw new Error('the probe is not evaluated');
  };
  const names = ['opa_abort', 'opa_println', ...[0, 1, 2, 3, 4].map((n) => `opa_builtin${n}`)];
  const env = { memory, ...Object.fromEntries(names.map((name) => [name, refuse])) };
  const module = await WebAssembly.compile(new Uint8Array(wasm));
  const exports = new WebAssembly.Instance(module, { env }).exports as Record<
    string,
    (address?: number) => number
  >;
  const address = exports['opa_json_dump']?.(exports['builtins']?.()) ?? 0;
  const bytes = Buffer.from(memory.buffer);
  const text = bytes.toString('utf8', address, bytes.indexOf(0, address));
  return new Set(Object.keys(JSON.parse(text) as Record<string, number>));
}

if (import.meta.main) {
  const capabilities = await deriveCapabilities(await findOpa());
  await writeFile(CAPABILITIES_FILE, `${JSON.stringify(capabilities, null, 2)}\n`);
}
