/**
 * What of a policy input the ledger does not hold, and which of it a policy may read.
 *
 * A reference in Rego to `input.request.headers` needs the text `headers`, which `opa build` writes
 * into the module's data, ended by a zero byte. Where the text is not there, only a policy that goes
 * through a whole object (`some key, value in input.request`) can come upon the member.
 */

/** Each fact that may be missing, and the member's name by which a policy gets at it. */
const NAMES = {
  'request.headers': 'headers',
  'request.body': 'body',
  'identity.expires_at': 'expires_at',
  'identity.client_id': 'client_id',
  'identity.kubernetes': 'kubernetes',
  trace: 'trace',
  gateway: 'gateway',
} as const;

/** A part of the policy input that a record may not tell. */
export type Fact = keyof typeof NAMES;

/** The facts that the policy of this module names. */
export function factsRead(wasm: Buffer): Fact[] {
  return (Object.keys(NAMES) as Fact[]).filter((fact) => wasm.includes(`\0${NAMES[fact]}\0`));
}
