import { Refusal } from '../errors.ts';
import type { ConnectionConfig } from '../types.ts';

/** The headers that let the gateway in at the upstream, read anew so that a rotated file takes effect. */
export function readCredentials(connection: ConnectionConfig): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const { header, prefix, value } of connection.credentials) {
    try {
      headers[header.toLowerCase()] = prefix + value.read();
    } catch (error) {
      const detail = `The gateway cannot read its credentials for ${connection.name}.`;
      throw new Refusal('upstream-credentials', detail, {}, error);
    }
  }
  return headers;
}
