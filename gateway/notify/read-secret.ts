import type { Secret } from '../types.ts';
import { SendFault } from './send-fault.ts';

/** A secret as it is now. Throws a SendFault, for it may be mended before the next attempt. */
export function readSecret(secret: Secret): string {
  try {
    return secret.read();
  } catch (error) {
    throw new SendFault(`a secret cannot be read: ${(error as Error).message}`, { cause: error });
  }
}
