import * as client from 'openid-client';
import { Refusal } from '../errors.ts';
import { SignInError, type SignInFault } from './types.ts';

/**
 * What went wrong, for the operator. The causes of the library's errors hold tokens and claims, so its
 * codes and the provider's are all that is told.
 */
export function explainOidcFault(error: unknown, fault: SignInFault = 'refused'): SignInError {
  if (error instanceof SignInError) return error;
  if (error instanceof client.AuthorizationResponseError) {
    const isCancelled = error.error === 'access_denied';
    return new SignInError(
      isCancelled ? 'cancelled' : 'refused',
      `provider: ${plain(error.error)}`,
    );
  }
  if (error instanceof client.ResponseBodyError) {
    return new SignInError('refused', `token endpoint: ${plain(error.error)}`);
  }
  if (error instanceof Refusal) return new SignInError('refused', error.detail);
  const { code, message } = error as { code?: unknown; message?: unknown };
  const isDown = error instanceof TypeError || code === 'OAUTH_TIMEOUT';
  const text = [code, message].filter((part) => typeof part === 'string').join(': ');
  return new SignInError(isDown ? 'unavailable' : fault, text);
}

/** The provider's words in one line of the log. */
function plain(text: string): string {
  return JSON.stringify(text.slice(0, 100));
}
