/** The passkeys of people: what signs their decisions. */
import { Refusal } from '../../errors.ts';
import { toTime } from '../../to-time.ts';
import type { Passkeys } from '../contract.ts';
import type { Core } from '../core.ts';
import { findCase } from '../decide.ts';
import { accountOf, isInPerson } from '../people.ts';
import { decideRefused } from '../refusals.ts';
import { findSeat } from '../rights.ts';
import type { Approver, ShownPasskey } from '../types.ts';
import { findPasskeys, requirePasskeys } from './keys.ts';
import { register, startRegistration } from './register.ts';
import { challengeOf } from './verify-proof.ts';
import { loadWebAuthn } from './webauthn.ts';

/** Makes the part of the approvals that is about passkeys. */
export function createPasskeys(core: Core): Passkeys {
  return {
    registrationOptions: (by) => startRegistration(core, by),
    register: (by, response, name) => register(core, by, response, name),
    list: (by) => findPasskeys(core, by).map(toShown),
    remove: (by, id) => remove(core, by, id),
    challenge: (by, approval, verdict) => challenge(core, by, approval, verdict),
  };
}

/** It signs nothing from the call on, recorded or not. */
async function remove(core: Core, by: Approver, id: string): Promise<void> {
  if (!isInPerson(by)) throw decideRefused.forbidden();
  if (core.store.run('removePasskey', { id, ...accountOf(by) }) !== 1) {
    throw new Refusal('not-found', 'You have no passkey with this id.');
  }
  core.tell({ account: { kind: 'passkey-removed', by: accountOf(by) } });
  await core.record('passkey', { passkey: id, state: 'removed', by: accountOf(by) });
}

async function challenge(
  core: Core,
  by: Approver,
  approval: string,
  verdict: 'granted' | 'denied',
): Promise<object> {
  const { rpId } = requirePasskeys(core);
  const asked = findCase(core, approval);
  if (!findSeat(core, by, asked)) throw decideRefused.notFound();
  const { id, binding } = asked.row;
  const { generateAuthenticationOptions } = await loadWebAuthn();
  return await generateAuthenticationOptions({
    rpID: rpId,
    challenge: Buffer.from(challengeOf({ id, binding, verdict }, by), 'base64url'),
    allowCredentials: findPasskeys(core, by).map(({ id, transports }) => ({ id, transports })),
    userVerification: 'required',
  });
}

function toShown({ id, name, madeAt }: { id: string; name: string; madeAt: number }): ShownPasskey {
  return { id, name, made_at: toTime(madeAt) };
}
