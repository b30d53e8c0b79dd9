/** Checks that hold between several sections. */
import type { ConnectionSection } from '../../schemas/types.ts';
import type { Config } from '../types.ts';
import { isLoopback } from './hosts.ts';
import type { Place, Pruned } from './place.ts';

type Connections = readonly (Pruned<ConnectionSection> | undefined)[];

/** Adds a fault for each item whose `member` an earlier one has too. */
export function checkNames<M extends string>(
  place: Place,
  member: M,
  items: readonly ({ [K in M]?: string | undefined } | undefined)[],
): void {
  const names = items.map((item) => item?.[member]);
  names.forEach((name, index) => {
    const first = names.indexOf(name);
    if (name === undefined || first === index) return;
    place.at(index, member).fault(`is the same as that of item [${first}]`);
  });
}

/** Adds a fault for each connection that matches the same requests as an earlier one. */
export function checkMatches(place: Place, connections: Connections): void {
  const matches = connections.map((connection) => {
    const match = connection?.match;
    // With a part taken out for a fault it says nothing.
    if (match === undefined || Object.values(match).includes(undefined)) return undefined;
    return JSON.stringify([match.host ?? null, match.path_prefix ?? null]);
  });
  matches.forEach((match, index) => {
    const first = matches.indexOf(match);
    if (match === undefined || first === index) return;
    place.at(index, 'match').fault(`has the same host and path_prefix as item [${first}]`);
  });
}

/** Adds a fault for each upstream that is the gateway itself: its admin port, or an endless loop. */
export function checkLoops(
  place: Place,
  connections: Connections = [],
  { listen, admin }: Config['gateway'],
): void {
  connections.forEach((connection, index) => {
    const url = URL.parse(connection?.upstream ?? '');
    if (url === null) return;
    const port = Number(url.port) || (url.protocol === 'http:' ? 80 : 443);
    const host = url.hostname.replace(/^\[|\]$/g, '');
    if (
      [listen, admin].some((own) => own.port === port && (isLoopback(host) || own.host === host))
    ) {
      place.at(index, 'upstream').fault('must not be the gateway itself');
    }
  });
}
