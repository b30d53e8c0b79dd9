/** Which headers a connection may forward and set. */
import { HOP_BY_HOP } from '../hop-by-hop.ts';
import type { Place } from './place.ts';

/** Headers of one hop (RFC 9110 section 7.6.1) and those that frame or route the message. */
const OF_THE_HOP = new Set([...HOP_BY_HOP, 'content-length', 'expect', 'host']);

/** Adds a fault for each of the forwarded `headers` that an agent may not send on. */
export function checkForwarded(
  place: Place,
  headers: readonly (string | undefined)[],
  credentials: readonly string[],
): void {
  headers.forEach((header, index) => {
    if (header === undefined) return;
    const item = place.at(index);
    const name = normalise(header);
    if (headers.indexOf(header) < index) item.fault('stands twice');
    if (OF_THE_HOP.has(name)) item.fault('belongs to one hop and is never forwarded');
    if (name === 'authorization' || name === 'proxy-authorization') {
      item.fault("carries the agent's token, which never reaches an upstream (use `credentials`)");
    }
    if (/^(x-regent-|x-forwarded-|forwarded$)/.test(name)) {
      item.fault('tells who asks, so an agent may not send it');
    }
    if (credentials.includes(name)) {
      item.fault('is set by `credentials`, so an agent may not send it');
    }
  });
}

/** Adds a fault if the gateway may not set the credential `header`. */
export function checkCredential(place: Place, header: string, before: readonly string[]): void {
  const name = normalise(header);
  if (before.includes(name)) place.fault('is set twice');
  if (OF_THE_HOP.has(name)) place.fault('belongs to one hop and cannot carry a credential');
  if (name === 'proxy-authorization') place.fault('is for a proxy and not for the upstream');
  if (name.startsWith('x-regent-')) place.fault('is a name of the gateway itself');
}

/** Some servers read `_` in a header's name as `-`. */
export function normalise(header: string): string {
  return header.toLowerCase().replaceAll('_', '-');
}
