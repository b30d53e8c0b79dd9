import { call } from '../lib/api.ts';
import { signWithPasskey } from '../lib/passkey.ts';
import type { Approval } from './types.ts';

export type Verdict = 'granted' | 'denied';

/** Decides; signed by a passkey where that is wanted. Throws an ApiError, or what the authenticator says. */
export async function decide(
  path: string,
  verdict: Verdict,
  reason: string,
  passkey: boolean,
): Promise<Approval> {
  const assertion = passkey ? await signWithPasskey(path, verdict) : undefined;
  const body = { ...(reason !== '' && { reason }), ...(assertion && { assertion }) };
  return call<Approval>('POST', `${path}/${verdict === 'granted' ? 'approve' : 'deny'}`, body);
}
