/** The error of a file that is not as the ledger left it. */
import { basename } from 'node:path';

/** `what` says more than that the file has another length or content. */
export function staleError(path: string, what?: string): Error & { code: string } {
  const found = what === undefined ? '' : ` ${what}`;
  const message = `${basename(path)}${found}: another program changed it`;
  return Object.assign(new Error(message), { code: 'ESTALE' });
}
