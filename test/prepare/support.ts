/** Bundles for the tests of preparing: the files of an archive, put together by hand where `opa` would not. */
import { writeArchive } from '../../bundles/manifest-archive.ts';
import { buildBundle } from '../decision/build-policy.ts';
import type { PolicyBundle } from '../../gateway/decision/policy.ts';

/** Limits as in the configuration's defaults. */
export const LIMITS = { maxSteps: 10_000_000, maxMemory: 268_435_456 };

/** A policy that answers from the data, and fails in several ways when it is told to. */
export const REGO = `
decision := {"action": "allow", "reasons": [data.users[input.user].group]} if input.do == "read"
decision := {"action": "allow", "reasons": [counted]} if input.do == "work"
decision := {"action": "deny", "reasons": ["one"]} if input.do == "conflict"
decision := {"action": "deny", "reasons": ["two"]} if input.do == "conflict"
decision := {"action": "deny", "reasons": []} if {
  input.do == "loop"
  count([1 | some a in numbers.range(1, 100000); some b in numbers.range(1, 100000); a == b]) > 0
}
decision := {"action": "deny", "reasons": [], "message": json.unmarshal(input.text)} if input.do == "nest"

counted := concat("-", ["n", format_int(count(data.users), 10)])
`;

/** So many users with a group each. */
export function makeUsers(count: number): object {
  const name = (id: number): string => `u${String(id)}`;
  return Object.fromEntries(
    Array.from({ length: count }, (_, id) => [
      name(id),
      { group: `g-${String(id % 7)}`, scopes: ['read', 'ключ ☃', id / 3, null, true] },
    ]),
  );
}

/** A bundle of the policy with these users, and its file with these members in its manifest. */
export async function makeBundle(
  data: object,
  manifest: object = {},
  rego = REGO,
): Promise<{ bundle: PolicyBundle; bytes: Buffer }> {
  const bundle = await buildBundle(rego, data);
  return { bundle, bytes: await archive(bundle.wasm, JSON.stringify(data), manifest) };
}

/** The file of a bundle with this module and this data. */
export function archive(wasm: Uint8Array, data: string, manifest: object = {}): Promise<Buffer> {
  const about = {
    revision: 'r1',
    wasm: [{ entrypoint: 'regent/decision', module: '/policy.wasm' }],
    ...manifest,
  };
  return writeArchive(
    new Map([
      ['.manifest', Buffer.from(JSON.stringify(about))],
      ['data.json', Buffer.from(data)],
      ['policy.wasm', Buffer.from(wasm)],
    ]),
  );
}
