import type { ListenerSection } from '../../schemas/types.ts';
import type { ListenConfig } from '../types.ts';
import { isListenHost, isLoopback } from './hosts.ts';
import { readKeyPair } from './pem.ts';
import type { Place, Pruned } from './place.ts';

/** The address to listen on. Tokens go over it, so plain HTTP is for loopback only. */
export function resolveListener(
  place: Place,
  raw: Pruned<ListenerSection>,
  baseDir: string,
): ListenConfig {
  const host = place.at('host').need(raw.host, '127.0.0.1');
  const port = place.at('port').need(raw.port, 0);
  if (!isListenHost(host)) {
    place.at('host').fault('must be an IP address (IPv6 without brackets) or a host name');
  }
  if ('tls' in raw) {
    return { host, port, tls: readKeyPair(place.at('tls'), raw.tls ?? {}, baseDir) };
  }
  if (!isLoopback(host)) {
    place.fault('must have tls: tokens pass it (or listen on 127.0.0.1 behind a TLS proxy)');
  }
  return { host, port };
}

/** Adds a fault if the two listeners would ask for the same port. */
export function checkPorts(
  place: Place,
  listen: ListenConfig | undefined,
  admin: ListenConfig | undefined,
): void {
  if (listen === undefined || admin === undefined || listen.port === 0) return;
  if (listen.port === admin.port) place.fault('must differ from gateway.listen.port');
}
