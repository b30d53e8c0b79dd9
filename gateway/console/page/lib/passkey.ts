import { startAuthentication, startRegistration } from '@simplewebauthn/browser';
import { call } from './api.ts';

type SigningOptions = Parameters<typeof startAuthentication>[0]['optionsJSON'];
type RegistrationOptions = Parameters<typeof startRegistration>[0]['optionsJSON'];

/** Has the person's passkey sign a verdict on the approval at `path`. Throws an Error that says what to do. */
export async function signWithPasskey(path: string, verdict: string): Promise<object> {
  const optionsJSON = await call<SigningOptions>('POST', `${path}/challenge`, { verdict });
  if ((optionsJSON.allowCredentials ?? []).length === 0) {
    throw new Error('You have no passkey yet: register one in the settings, then decide.');
  }
  return startAuthentication({ optionsJSON }).catch(explain);
}

/** Makes a passkey and registers it under a name. */
export async function registerPasskey(name: string): Promise<void> {
  const optionsJSON = await call<RegistrationOptions>('POST', '/api/passkeys/options');
  const response = await startRegistration({ optionsJSON }).catch(explain);
  await call('POST', '/api/passkeys', { name, response });
}

function explain(error: Error): never {
  if (error.name !== 'NotAllowedError') throw error;
  throw new Error('The passkey was not used: it was cancelled, or it took too long.', {
    cause: error,
  });
}
