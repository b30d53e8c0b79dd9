import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { ConnectionConfig } from '../types.ts';

/**
 * A pool of kept-alive sockets to one upstream. Certificates are always verified, against the
 * connection's own CA where it names one.
 */
export function createAgent(connection: ConnectionConfig): HttpAgent | HttpsAgent {
  const pool = {
    keepAlive: true,
    maxSockets: connection.maxConnections,
    maxFreeSockets: connection.maxConnections,
    scheduling: 'lifo' as const,
  };
  if (connection.upstream.protocol === 'http:') return new HttpAgent(pool);
  const { ca, cert, key, serverName } = connection.tls;
  return new HttpsAgent({
    ...pool,
    minVersion: 'TLSv1.2',
    rejectUnauthorized: true,
    ...(ca !== undefined && { ca }),
    ...(cert !== undefined && { cert }),
    ...(key !== undefined && { key }),
    ...(serverName !== undefined && { servername: serverName }),
  });
}

/** Whether the next request gets a socket that is open already: all go to the same upstream. */
export function hasFreeSocket({ freeSockets }: HttpAgent | HttpsAgent): boolean {
  return Object.values(freeSockets).some((sockets) => sockets && sockets.length > 0);
}
