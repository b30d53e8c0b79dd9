import { Refusal } from '../errors.ts';

/**
 * Refusal `token-invalid`. It takes no cause on purpose: errors of parsers and of jose quote the
 * token or its claims, and a cause is logged.
 */
export function tokenInvalid(detail: string): Refusal {
  return new Refusal('token-invalid', detail);
}
